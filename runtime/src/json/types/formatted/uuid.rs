//! UUIDs in the forms that the crate `uuid` parses.

/// Whether a text is a UUID.
pub(super) fn is_valid(text: &str) -> bool {
    let text = text.as_bytes();
    let inner = text.strip_prefix(b"{").and_then(|text| text.strip_suffix(b"}"));
    match inner.or_else(|| text.strip_prefix(b"urn:uuid:")) {
        Some(text) => is_hyphenated(text),
        None => is_hyphenated(text) || text.len() == 32 && text.iter().all(u8::is_ascii_hexdigit),
    }
}

fn is_hyphenated(text: &[u8]) -> bool {
    let is_valid = |(index, byte): (usize, &u8)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.iter().enumerate().all(is_valid)
}

#[cfg(all(test, feature = "uuid-1"))]
mod tests {
    use ::uuid::Uuid;

    use crate::json::UuidString;

    const TEXTS: [&str; 14] = [
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "67E55044-10B1-426F-9247-BB680E5FE0C8",
        "00000000-0000-0000-0000-000000000000",
        "67e5504410b1426f9247bb680e5fe0c8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
        "URN:UUID:67e55044-10b1-426f-9247-bb680e5fe0c8",
        "{67e5504410b1426f9247bb680e5fe0c8}",
        "urn:uuid:67e5504410b1426f9247bb680e5fe0c8",
        "67e55044-10b1-426f-9247-bb680e5fe0c",
        "67e5504410-b1-426f-9247-bb680e5fe0c8",
        "67e55044-10b1-426f-9247-bb680e5fe0cg",
        "67e55044-10b1-426f-9247-bb680e5fe0é",
        "",
    ];

    #[test]
    fn valid_texts_are_those_that_the_crate_parses() {
        for text in TEXTS {
            let id = UuidString::from(text);
            let parsed = Uuid::try_from(&id);
            assert_eq!(id.is_valid(), parsed.is_ok(), "{text}");
            match parsed {
                Ok(parsed) => assert_eq!(parsed, Uuid::parse_str(text).unwrap()),
                Err(error) => assert_eq!(error.to_string(), format!("`{text}` is not a UUID")),
            }
        }
    }

    #[test]
    fn conversion_writes_hyphens_and_small_letters() {
        let id = Uuid::try_from(UuidString::from(TEXTS[1])).unwrap();
        assert_eq!(UuidString::from(id).as_str(), TEXTS[0]);
        assert_eq!(UuidString::from(Uuid::nil()).as_str(), TEXTS[2]);
    }
}
