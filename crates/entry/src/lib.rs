//! From a packet's facts to a checked entry summary, purely.
