//! Strings that match a pattern, and translation of patterns to the strict syntax.

use regex_syntax::hir::{Class, Hir, HirKind};

use tests::random::Random;

/// A string that likely matches a pattern. Lookarounds and other syntax specific to ECMAScript are ignored; the oracle
/// decides whether the string is valid.
pub fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    let plain = without_lookarounds(pattern).replace("\\/", "/").replace("[^]", "[\\s\\S]");
    let hir = regex_syntax::ParserBuilder::new().build().parse(&plain).ok();
    let hir = hir.or_else(|| regex_syntax::Parser::new().parse(&strict(&plain)).ok())?;
    let is_look = |hir: Option<&Hir>| hir.is_some_and(|hir| matches!(hir.kind(), HirKind::Look(_)));
    let (first, last) = match hir.kind() {
        HirKind::Concat(parts) => (parts.first(), parts.last()),
        _ => (Some(&hir), Some(&hir)),
    };
    // An unanchored pattern allows any text before and after the match.
    let before = if is_look(first) || !random.one_in(4) { "" } else { "~" };
    let mut text = before.to_owned();
    write(&hir, random, &mut text);
    if is_look(last) || random.one_in(2) {
        return Some(text);
    }
    Some(format!("{text}{}", random.below(1000)))
}

/// The pattern without `(?=…)`, `(?!…)`, `(?<=…)` and `(?<!…)`.
fn without_lookarounds(pattern: &str) -> String {
    let mut left = String::new();
    let mut rest = pattern;
    while let Some(start) = ["(?=", "(?!", "(?<=", "(?<!"].iter().filter_map(|look| rest.find(look)).min() {
        left.push_str(&rest[..start]);
        let mut depth = 0;
        let mut escaped = false;
        let end = rest[start..].char_indices().find(|(_, character)| {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some((length, _)) = end else { return pattern.to_owned() };
        rest = &rest[start + length + 1..];
    }
    left + rest
}

/// Escapes brackets and braces that only the lenient web syntax (Annex B of ECMAScript) accepts unescaped.
pub fn strict(pattern: &str) -> String {
    let (mut text, mut inside, mut escaped, mut quantifier) = (String::new(), false, false, false);
    for (at, character) in pattern.char_indices() {
        let rest = &pattern[at + 1.min(character.len_utf8())..];
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if inside => text.push('\\'),
            '[' => inside = true,
            ']' => inside = false,
            '{' if !inside => {
                let end = rest.find('}').map(|end| &rest[..end]);
                let counts = |end: &str| end.starts_with(|it: char| it.is_ascii_digit());
                quantifier = end.is_some_and(|end| {
                    counts(end) && !end.contains(|it: char| !it.is_ascii_digit() && it != ',')
                });
                if !quantifier {
                    text.push('\\');
                }
            }
            '}' if !inside && !std::mem::take(&mut quantifier) => text.push('\\'),
            '&' | '~' | '-' if inside && text.ends_with(character) => text.push('\\'),
            _ => {}
        }
        text.push(character);
    }
    text
}

fn write(hir: &Hir, random: &mut Random, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(one_of(class, random)),
        HirKind::Repetition(repetition) => {
            let least = repetition.min as usize;
            let more = if random.one_in(12) { 40 } else { 4 };
            let most = repetition.max.map_or(least + more, |most| (most as usize).min(least + more));
            // Prefers both limits.
            let times = match random.below(4) {
                0 => least,
                1 => most,
                _ => least + random.below(most - least + 1),
            };
            (0..times).for_each(|_| write(&repetition.sub, random, text));
        }
        HirKind::Capture(capture) => write(&capture.sub, random, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, random, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.pick(parts) {
                write(part, random, text);
            }
        }
    }
}

/// A character of a class, usually a printable ASCII one if the class has any.
fn one_of(class: &Class, random: &mut Random) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            let range = |range: &regex_syntax::hir::ClassBytesRange| {
                (char::from(range.start()), char::from(range.end()))
            };
            class.ranges().iter().map(range).collect()
        }
    };
    let plain: Vec<(char, char)> = ranges
        .iter()
        .map(|(start, end)| ((*start).max(' '), (*end).min('~')))
        .filter(|(start, end)| start <= end)
        .collect();
    let from = if plain.is_empty() || random.one_in(40) { &ranges } else { &plain };
    let (start, end) = random.pick(from)?;
    let (start, end) = (u32::from(*start), u32::from(*end));
    char::from_u32(start + u32::try_from(random.below((end - start + 1) as usize)).ok()?)
}
