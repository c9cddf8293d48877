//! A shipment's papers (XLSX, CSV, text) to facts that keep their place of origin.
