//! A checksum for damage, not for malice: four lanes of multiply and rotate, a few bytes a cycle.

const PRIMES: [u64; 4] =
    [0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63];

/// The sum of all words but the one at `skip`.
pub fn of(words: &[u64], skip: usize) -> u64 {
    let mut lanes = PRIMES;
    let (before, after) = words.split_at(skip.min(words.len()));
    for part in [before, after.get(1..).unwrap_or_default()] {
        let mut groups = part.chunks_exact(4);
        for group in &mut groups {
            for (lane, word) in lanes.iter_mut().zip(group) {
                *lane = mix(*lane, *word);
            }
        }
        groups.remainder().iter().for_each(|word| lanes[0] = mix(lanes[0], *word));
    }
    lanes.iter().fold(words.len() as u64, |sum, lane| mix(sum, *lane))
}

fn mix(sum: u64, word: u64) -> u64 {
    // A bijection of `word` for a given sum and of the sum for a given word: one changed bit cannot be lost.
    (sum ^ word).wrapping_mul(PRIMES[0]).rotate_left(29)
}
