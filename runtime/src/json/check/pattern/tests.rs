//! The machine against `regress`, and the number of steps that it takes.

use super::*;

/// Numbers from a linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

fn term(random: &mut Random, depth: u32) -> String {
    const ATOMS: [&str; 22] = [
        "a", "b", "-", "é", "😀", ".", "[ab]", "[^a]", "[a-c-]", r"\d", r"\w", r"\W", r"\s", r"\p{L}", r"\.",
        r"[\s\S]", r"\b", r"\B", "^", "$", r"\u0061", r"[\]b]",
    ];
    const GROUPS: [&str; 8] = ["(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?:", "("];
    const REPEATS: [&str; 12] = ["", "", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "{1,3}?"];
    if depth == 0 || random.below(3) > 0 {
        let atom = random.pick(&ATOMS);
        let is_condition = matches!(atom, r"\b" | r"\B" | "^" | "$");
        return if is_condition { atom.to_owned() } else { format!("{atom}{}", random.pick(&REPEATS)) };
    }
    let group = random.pick(&GROUPS);
    let is_look = group.ends_with(['=', '!']);
    let inner = pattern(random, depth - 1);
    format!("{group}{inner}){}", if is_look { "" } else { random.pick(&REPEATS) })
}

fn pattern(random: &mut Random, depth: u32) -> String {
    let mut all = String::new();
    for _ in 0..=random.below(3) {
        all += &term(random, depth);
        if random.below(5) == 0 {
            all.push('|');
        }
    }
    all
}

#[test]
fn machine_agrees_with_backtracking() {
    let mut random = Random(7);
    let (mut matching, mut total) = (0, 0);
    for _ in 0..1500 {
        let pattern = pattern(&mut random, 2);
        let Pattern::Linear(machine) = compile(&pattern) else { panic!("{pattern} is not linear") };
        let unicode = Regex::with_flags(&pattern, "u").or_else(|_| Regex::new(&pattern)).unwrap();
        for _ in 0..8 {
            let text: String = (0..random.below(7))
                .map(|_| random.pick(&["a", "b", "c", "-", "é", "😀", "1", " ", "\n", "]"]))
                .collect();
            let expected = unicode.find(&text).is_some();
            assert_eq!(machine.is_match(&text), Some(expected), "{pattern} in {text:?}");
            matching += usize::from(expected);
            total += 1;
        }
    }
    assert!(matching > total / 5 && matching < total * 9 / 10, "{matching} of {total}");
}

#[test]
fn legacy_syntax_is_understood() {
    for (pattern, text, expected) in [
        (r"^\-a{,2}$", "-a{,2}", true),
        (r"^a{$", "a{", true),
        (r"^]}$", "]}", true),
        (r"^\x4\-$", "x4-", true),
        (r"^[\w-a]+\-$", "b-a-", true),
        (r"^\cJ\-$", "\n-", true),
        (r"^\0\-$", "\0-", true),
        (r"^\_$", "_", true),
    ] {
        let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).unwrap();
        assert_eq!(regex.find(text).is_some(), expected, "{pattern}");
        let Pattern::Linear(machine) = compile(pattern) else { panic!("{pattern} is not linear") };
        assert_eq!(machine.is_match(text), Some(expected), "{pattern}");
    }
    for pattern in [r"(?=a)*b", r"\ud83d\ude00\-", r"\01", r"(a)\1", r"\p{L}\-", r"\u{3}\-"] {
        assert!(!matches!(compile(pattern), Pattern::Linear(_)), "{pattern}");
    }
    let pair = r"^\ud83d\ude00$";
    assert_eq!(matches(pair, "😀"), Ok(Some(true)));
}

#[test]
fn steps_are_linear_in_the_length() {
    const URL: &str = r"^(?:https?:\/\/)?(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}(?::\d+)?(?:\/[^\s]*)*$";
    let patterns = [
        URL,
        r"^(a+)+$",
        r"^(a|a)*$",
        r"^(a*)*b",
        r"a*a*a*b",
        r"(x+x+)+y",
        r"^(?=.*\d)(?=.*[a-z])(?!.*--).{8,}$",
        r"(?<=a.*)b",
        r"^[\s\S]{0,64}$",
        r"\s+$",
    ];
    for pattern in patterns {
        let Pattern::Linear(machine) = compile(pattern) else { panic!("{pattern} is not linear") };
        for unit in ["a", "a.", "x", " ", "http://a.b/", "é"] {
            let steps = |length: usize| {
                let text = format!("{}!\n", unit.repeat(length / unit.len()));
                machine.search(&text).unwrap().1
            };
            let (short, long) = (steps(1_000), steps(100_000));
            assert!(long <= 110 * short, "{pattern} with {unit}: {short} and {long} steps");
            assert!(long < 60_000_000, "{pattern} with {unit}: {long} steps");
        }
    }
}

#[test]
fn large_repetitions_are_limited() {
    let Pattern::Linear(machine) = compile(r"^[\s\S]{0,65535}$") else { panic!() };
    assert_eq!(machine.is_match(&"a".repeat(65_535)), Some(true));
    assert_eq!(machine.is_match(&"a".repeat(65_536)), Some(false));
    // Each position is the start of another match: this cannot be checked for a long text.
    let Pattern::Linear(machine) = compile(r"a{50000}b") else { panic!() };
    assert_eq!(machine.is_match(&"a".repeat(100)), Some(false));
    assert_eq!(machine.is_match(&"a".repeat(100_000)), None);
    for pattern in [r"((a{1000}){1000}){1000}", r"((){100000}){100000}\1", r"(a|(b{60000})){5}"] {
        assert!(!matches!(compile(pattern), Pattern::Linear(_)), "{pattern}");
    }
    assert!(matches!(compile(r"((){100000}){100000}"), Pattern::Linear(_)));
}

#[test]
fn backreferences_are_limited() {
    const QUOTED: &str = r#"^(["']).*\1$"#;
    const REPEATED: &str = r"^(a+)+\1$";
    assert_eq!(matches(QUOTED, "'a'"), Ok(Some(true)));
    assert_eq!(matches(QUOTED, "'a\""), Ok(Some(false)));
    assert_eq!(matches(QUOTED, &"'".repeat(BACKTRACKING_LENGTH + 1)), Ok(None));
    assert_eq!(matches(REPEATED, &format!("{}b", "a".repeat(100))), Ok(None));
    assert_eq!(check(REPEATED, "b"), Ok(()));
    for pattern in [REPEATED, r"^(a|a)*\1$", r"(a)?\1*", r"(a)\1|b|c"] {
        assert!(matches!(compile(pattern), Pattern::Unchecked), "{pattern}");
    }
}
