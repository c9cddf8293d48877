//! One module per legal source: value, fees, clocks.
