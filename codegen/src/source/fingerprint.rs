//! Short fingerprints of texts.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Number of letters of a fingerprint, which are six bits each.
const LENGTH: u32 = 5;

/// Returns the FNV-1a hash of a text, which is the same on every machine and in every version.
#[must_use]
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Returns five letters that stand for a text. It is unlikely that two of a thousand texts share them.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let hash = hash(text);
    let folded = hash ^ (hash >> 28);
    let letter = |index: u32| usize::try_from((folded >> (6 * index)) & 63).unwrap_or_default();
    (0..LENGTH).map(|index| char::from(LETTERS[letter(index)])).collect()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn texts_that_differ_by_one_letter_have_different_fingerprints() {
        let all: std::collections::HashSet<String> =
            (0..2_000).map(|number| fingerprint(&format!("a.json#/b/{number}"))).collect();
        assert_eq!(all.len(), 2_000);
        assert!(all.iter().all(|text| text.len() == 5));
    }
}
