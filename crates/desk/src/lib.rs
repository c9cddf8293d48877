//! Application services: preparing, filing and following a shipment's file.
