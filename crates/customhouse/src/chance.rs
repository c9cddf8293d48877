//! Chance from a seed: SplitMix64, small enough to read and the same on every machine.
//!
//! Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), section 4.

/// A stream of chance. The same seed gives the same stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A stream of its own, so that two users of one seed do not disturb each other.
    pub fn split(&mut self) -> Chance {
        Chance(self.draw())
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `limit`; 0 when the limit is 0. The bias of the remainder is below one in
    /// four billion for limits of 32 bits.
    pub fn below(&mut self, limit: u32) -> u32 {
        let drawn = self.draw().checked_rem(u64::from(limit)).unwrap_or(0);
        u32::try_from(drawn).unwrap_or(0)
    }

    /// True in `per_mille` of a thousand cases.
    pub fn happens(&mut self, per_mille: u32) -> bool {
        // Always draw, so that a fault turned off does not shift the others.
        self.below(1_000) < per_mille
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        let mut chance = Chance::new(0);
        assert_eq!(chance.draw(), 0xE220_A839_7B1D_CDAF, "the published first value for seed 0");
        assert_eq!(chance.draw(), 0x6E78_9E6A_A1B9_65F4);
        assert_ne!(Chance::new(1).draw(), Chance::new(2).draw());
        assert_eq!(Chance::new(3).below(0), 0);
    }

    #[test]
    fn a_rate_is_kept() {
        let mut chance = Chance::new(7);
        let hits = (0..100_000).filter(|_| chance.happens(250)).count();
        assert!((24_000..26_000).contains(&hits), "{hits}");
        assert!((0..1_000).all(|_| !chance.happens(0)) && (0..1_000).all(|_| chance.happens(1_000)));
    }
}
