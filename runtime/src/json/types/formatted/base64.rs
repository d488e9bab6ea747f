//! Bytes as base64, as in RFC 4648.

use super::error::{FormatError, Problem};

/// The letters of the first alphabet, of which the other one replaces the last two.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The last two letters of an alphabet.
type LastLetters = [u8; 2];

const STANDARD: LastLetters = *b"+/";
const URL_SAFE: LastLetters = *b"-_";

/// Writes bytes with the standard alphabet, and with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    encoded(bytes, STANDARD)
}

pub(super) fn is_valid(text: &str) -> bool {
    read(text, STANDARD, |_| ()).is_some()
}

pub(super) fn is_valid_url(text: &str) -> bool {
    read(text, URL_SAFE, |_| ()).is_some()
}

impl super::Base64String {
    /// Encodes bytes with the standard alphabet, and with padding.
    #[must_use]
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(encode(bytes.as_ref()))
    }

    /// Returns the bytes.
    ///
    /// # Errors
    /// Fails if the text is not valid.
    pub fn decode(&self) -> Result<Vec<u8>, FormatError> {
        decoded(&self.0, STANDARD).ok_or_else(|| FormatError::new(&self.0, Problem::Not(Self::FORMAT.noun)))
    }
}

impl super::Base64UrlString {
    /// Encodes bytes with the alphabet for URLs, and with padding.
    #[must_use]
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(encoded(bytes.as_ref(), URL_SAFE))
    }

    /// Returns the bytes.
    ///
    /// # Errors
    /// Fails if the text is not valid.
    pub fn decode(&self) -> Result<Vec<u8>, FormatError> {
        decoded(&self.0, URL_SAFE).ok_or_else(|| FormatError::new(&self.0, Problem::Not(Self::FORMAT.noun)))
    }
}

fn encoded(bytes: &[u8], last: LastLetters) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let value = (bits >> shift & 63) as usize;
            let letter = LETTERS.get(value).copied().unwrap_or_else(|| last[value & 1]);
            text.push(if index > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

fn decoded(text: &str, last: LastLetters) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    read(text, last, |byte| bytes.push(byte))?;
    Some(bytes)
}

/// Passes on each byte. Line ends are skipped, padding is optional, and the bits after the last byte must be zero: no encoder
/// writes others, but a text that is not base64 may have them.
fn read(text: &str, last: LastLetters, mut push: impl FnMut(u8)) -> Option<()> {
    let (mut bits, mut letters, mut padding) = (0_u32, 0_usize, 0_usize);
    for letter in text.bytes().filter(|letter| !matches!(letter, b'\r' | b'\n')) {
        if letter == b'=' {
            padding += 1;
            continue;
        }
        let value = value(letter, last).filter(|_| padding == 0)?;
        bits = bits << 6 | u32::from(value);
        letters += 1;
        // The first letter of four completes no byte, and each other one completes one.
        let shift = match letters % 4 {
            2 => 4,
            3 => 2,
            0 => 0,
            _ => continue,
        };
        push((bits >> shift & 0xff) as u8);
    }
    let missing = (4 - letters % 4) % 4;
    let rest = bits & ((1 << (2 * missing)) - 1);
    (missing < 3 && padding <= missing && rest == 0).then_some(())
}

fn value(letter: u8, last: LastLetters) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        _ if letter == last[0] => Some(62),
        _ if letter == last[1] => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::alphabet::{STANDARD, URL_SAFE};
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

    use crate::json::{Base64String, Base64UrlString};

    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

    #[test]
    fn bytes_are_encoded_and_decoded() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ] {
            let text = Base64String::encode(bytes);
            assert_eq!(text.as_str(), expected);
            assert_eq!(text.decode().unwrap(), bytes.as_bytes());
            let unpadded = Base64String::from(expected.trim_end_matches('='));
            assert_eq!(unpadded.decode().unwrap(), bytes.as_bytes());
        }
        assert_eq!(Base64String::encode([251, 255]).as_str(), "+/8=");
        assert_eq!(Base64UrlString::encode([251, 255]).as_str(), "-_8=");
        assert_eq!(Base64UrlString::from("-_8").decode().unwrap(), [251, 255]);
        assert_eq!(Base64String::from("Zm9v\r\nYg==\n").decode().unwrap(), b"foob");
        let error = Base64String::from("-_8=").decode().unwrap_err();
        assert_eq!((error.to_string().as_str(), error.text()), ("`-_8=` is not base64", "-_8="));
        let error = Base64UrlString::from("+/8=").decode().unwrap_err();
        assert_eq!(error.to_string(), "`+/8=` is not base64 for URLs");
    }

    #[test]
    fn every_text_means_the_same_as_in_the_crate_base64() {
        let standard = GeneralPurpose::new(&STANDARD, CONFIG);
        let url_safe = GeneralPurpose::new(&URL_SAFE, CONFIG);
        let letters: Vec<char> = "Az0+/-_=é ".chars().collect();
        for index in 0..letters.len().pow(5) {
            let text: String = (0..5_u32)
                .map(|place| letters[index / letters.len().pow(place) % letters.len()])
                .filter(|letter| *letter != ' ')
                .collect();
            let expected = standard.decode(&text).ok();
            let own = Base64String::from(text.as_str());
            assert_eq!((own.decode().ok(), own.is_valid()), (expected.clone(), expected.is_some()), "{text}");
            let expected = url_safe.decode(&text).ok();
            let own = Base64UrlString::from(text.as_str());
            assert_eq!((own.decode().ok(), own.is_valid()), (expected.clone(), expected.is_some()), "{text}");
        }
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..256 {
            assert_eq!(Base64String::encode(&bytes[..length]).as_str(), standard.encode(&bytes[..length]));
            assert_eq!(Base64UrlString::encode(&bytes[length..]).as_str(), url_safe.encode(&bytes[length..]));
        }
    }
}
