//! Texts of a document never become code. Every text is extended by hostile text, and the result must be rejected, or its
//! syntax tree must be that of a harmless twin. Two documents are used: one that uses every feature, in which all texts of a
//! kind are extended at once, and one with a word of its own in every position of a text.

mod kinds;
mod positions;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use faithful_codegen::diff::{changelog, diff};
use faithful_codegen::{Failure as Rejection, Generated, Request};
use serde_json::Value;
use tests::{Outcome, disk, none_of};

use self::kinds::{SELECTING, extend, holders, kinds};
use self::positions::Texts;
use self::shape::{is_hidden, shapes};

/// What is added to the texts. The harmless twin has only the words of it, so that the names are the same.
const HOSTILE: &[&str] = &[
    " \nword!();\r\n#![x]\r*/ x!(); /*",
    " \u{85}word!();\u{2028};\u{2029};\u{b};\u{c}\u{0}\u{1b}[;\u{202e}\u{2066}",
    " \" + \\\"\\\\ word '#\"##\"### {} {{ #{ x } $ % %n",
    " ` \n```\nword!();\n```\n~~~\nword!();\n\n    ;\n\n-     ; `` <!-- ]( x ::",
];

/// Keys whose unusable values are omitted: a server whose URL contains spaces, the content type of a part that cannot be
/// the value of a header. The result must be valid Rust, but has a part less than the twin.
const OMITTED: &[&str] = &["contentMediaType", "url"];

/// Words whose hostile texts make a part of the document unusable, which is omitted.
const PARTIAL: &[(&str, &str)] = &[
    ("ZqDog", "a name with a `#` in `mapping` is a reference, so variants are not named after its tags"),
    ("ZqForm", "braces in a path are parameters, without which the operation is omitted"),
    ("ZqHeaderpattern", "a text that is not a valid regular expression is not checked"),
    ("ZqKeypattern", "a text that is not a valid regular expression is not checked"),
    ("ZqOtherurl", "braces in a URL are variables, without which the server is omitted"),
    ("ZqParttype", "the content type of a part must be the value of a header"),
    ("ZqReferredpath", "braces in a path are parameters, without which the operation is omitted"),
    ("ZqServerurl", "braces in a URL are variables, without which the server is omitted"),
    ("ZqVariable", "the name of a variable cannot contain braces"),
];

fn files() -> Outcome<BTreeMap<String, String>> {
    let folder = disk::workspace().join("tests/kitchen-sink/document");
    let files = disk::files_below(&folder)?.into_iter();
    files.map(|file| Ok((file.clone(), disk::read(&folder.join(&file))?))).collect()
}

fn generate(document: &Value, others: &BTreeMap<String, String>) -> Result<Generated, Box<Rejection>> {
    let mut files = others.clone();
    files.remove("settings.json");
    files.insert("openapi.json".to_owned(), document.to_string());
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "client".to_owned(),
    };
    faithful_codegen::generate(&request, &files)
}

/// The words of a text.
fn harmless(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::new(), |text, word| text + " " + word)
}

#[test]
fn texts_do_not_change_the_syntax_tree() -> Outcome {
    let files = files()?;
    let document: Value = serde_json::from_str(&files["openapi.json"])?;
    let mut all = BTreeSet::new();
    kinds(&document, "", &mut all);
    assert!(all.len() > 20, "only {} kinds of texts", all.len());
    let (mut problems, mut compared) = (Vec::new(), BTreeSet::new());
    for kind in &all {
        for added in HOSTILE {
            let Ok(generated) = generate(&extend(&document, "", kind, added), &files) else { continue };
            let Ok(twin) = generate(&extend(&document, "", kind, &harmless(added)), &files) else { continue };
            match shapes(&generated) {
                Err(problem) => problems.push(format!("{kind} with {added:?}: {problem}")),
                Ok(found) if !OMITTED.contains(&kind.as_str()) && found != shapes(&twin)? => {
                    problems.push(format!("{kind} with {added:?}: another syntax tree"));
                }
                Ok(_) => _ = compared.insert(kind),
            }
        }
    }
    assert!(compared.len() > 15, "only {compared:?} were accepted");
    none_of(&problems, "these texts become code", "see codegen/src/emit/text.rs")
}

/// Keywords whose values select a feature, and keywords themselves, result in another document, which must still be valid
/// Rust without hidden characters, or be rejected with diagnostics that contain none.
#[test]
fn keywords_do_not_become_code() -> Outcome {
    let files = files()?;
    let document: Value = serde_json::from_str(&files["openapi.json"])?;
    let mut all: BTreeSet<String> = SELECTING.iter().map(|key| (*key).to_owned()).collect();
    holders(&document, "", &mut all);
    assert!(all.len() > 100, "only {} keywords", all.len());
    let mut problems = Vec::new();
    // Where both together are rejected, one of them may be accepted.
    let texts = [HOSTILE[..2].concat(), HOSTILE[0].to_owned(), HOSTILE[1].to_owned()];
    for kind in &all {
        for added in &texts {
            match is_accepted(&extend(&document, "", kind, added), &files) {
                Ok(true) => break,
                Ok(false) => {}
                Err(problem) => problems.push(format!("{kind} with {added:?}: {problem}")),
            }
        }
    }
    none_of(
        &problems,
        "these keywords become code, or are printed as they are",
        "see codegen/src/emit/text.rs",
    )
}

/// Returns whether a document is accepted. The result is valid Rust, and nothing is printed as it is.
fn is_accepted(document: &Value, files: &BTreeMap<String, String>) -> Result<bool, String> {
    match generate(document, files) {
        Err(failure) => check_printed(&failure.render()).map(|()| false),
        Ok(generated) => {
            check_printed(&generated.diagnostics.render(&generated.sources))?;
            shapes(&generated).map(|_| true)
        }
    }
}

#[test]
fn text_in_any_position_does_not_change_the_syntax_tree() -> Outcome {
    let texts = Texts::read()?;
    let words = texts.words();
    assert!(words.len() > 200, "only {} words", words.len());
    none_of(&texts.without_words(), "these texts contain no word", "see tests/texts")?;
    let base =
        generate_with(&texts.unchanged(), None).map_err(|failure| tests::Failure::new(failure.render()))?;
    let (mut problems, mut compared) = (Vec::new(), BTreeSet::new());
    let is_alone = |word: &&&str| PARTIAL.iter().any(|(known, _)| known == *word);
    let (alone, others): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| is_alone(&word));
    for added in HOSTILE {
        // Most texts are accepted, so many are replaced at once; if one is not, the words are divided.
        let mut pending: Vec<&[&str]> = alone.chunks(1).chain(others.chunks(16)).collect();
        while let Some(batch) = pending.pop() {
            let (hostile, twin) = replaced(&texts, batch, added);
            match (outcome(&base, &hostile, &twin), batch) {
                (Ok(Compared::Equal), batch) => compared.extend(batch.iter().copied()),
                (Ok(Compared::Different), [word]) if PARTIAL.iter().any(|(partial, _)| partial == word) => {
                    compared.insert(word);
                }
                (Ok(Compared::Rejected), [_]) => {}
                (Ok(Compared::Different), [word]) => {
                    problems.push(format!("{word} with {added:?}: another syntax tree"));
                }
                (Err(problem), [word]) => problems.push(format!("{word} with {added:?}: {problem}")),
                (_, batch) => pending.extend(<[_; 2]>::from(batch.split_at(batch.len() / 2))),
            }
        }
    }
    none_of(
        &problems,
        "these texts become code, or are printed as they are",
        "see codegen/src/emit/text.rs",
    )?;
    let rejected: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !compared.contains(word)).collect();
    assert_eq!(rejected, [""; 0], "the words of which no text is accepted");
    Ok(())
}

/// The files with a hostile text before and after some words, and those with its words.
fn replaced(
    texts: &Texts,
    words: &[&str],
    added: &str,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let twin = harmless(added);
    let hostile = texts.with(words, |word| format!("{added} {word}{added}"));
    (hostile, texts.with(words, |word| format!("{} {word}{twin}", twin.trim_start())))
}

enum Compared {
    Equal,
    Different,
    Rejected,
}

/// Compares the results of a hostile document and its twin, and checks all texts that are printed.
fn outcome(
    base: &Generated,
    hostile: &BTreeMap<String, String>,
    twin: &BTreeMap<String, String>,
) -> Result<Compared, String> {
    let hostile = match generate_with(hostile, None) {
        Err(failure) => return check_printed(&failure.render()).map(|()| Compared::Rejected),
        Ok(hostile) => hostile,
    };
    check_printed(&hostile.diagnostics.render(&hostile.sources))?;
    let diff = diff(&base.surface, &hostile.surface);
    check_printed(&diff.text("1.0.0"))?;
    check_printed(&diff.markdown("1.0.0"))?;
    check_printed(&changelog("# Changelog\n", &diff))?;
    let found = shapes(&hostile)?;
    let Ok(twin) = generate_with(twin, None) else { return Ok(Compared::Rejected) };
    Ok(if found == shapes(&twin)? { Compared::Equal } else { Compared::Different })
}

/// Checks that a text for the terminal has no control characters, and no line that begins within a text of the document.
fn check_printed(text: &str) -> Result<(), String> {
    match text.lines().find(|line| line.starts_with("word!") || line.contains(is_hidden)) {
        Some(line) => Err(format!("printed as it is: {line:?}")),
        None => Ok(()),
    }
}

fn generate_with(
    files: &BTreeMap<String, String>,
    lock: Option<String>,
) -> Result<Generated, Box<Rejection>> {
    let mut files = files.clone();
    let lock_file = lock.map(|text| {
        files.insert("names.lock.json".to_owned(), text);
        "names.lock.json".to_owned()
    });
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        lock: lock_file,
        crate_name: "client".to_owned(),
    };
    faithful_codegen::generate(&request, &files)
}

/// The names in a lock file become names in the code only if they are valid ones.
#[test]
fn locked_names_do_not_become_code() -> Outcome {
    let texts = Texts::read()?;
    let files = texts.unchanged();
    let base = generate_with(&files, None).map_err(|failure| tests::Failure::new(failure.render()))?;
    let lock: Value = serde_json::from_str(&base.lock)?;
    let mut places = Vec::new();
    names(&lock, String::new(), &mut places);
    assert!(places.len() > 30, "only {} names", places.len());
    let mut problems = Vec::new();
    for place in &places {
        for added in HOSTILE.iter().chain(&["", "fn", "Self", "_", "1a"]) {
            let mut edited = lock.clone();
            let name = edited.pointer_mut(place).ok_or("no such name")?;
            let text = name.as_str().unwrap_or_default();
            let text = match text.split_once(' ') {
                // The name of a type and its key.
                Some((name, key)) if place.starts_with("/types/") => format!("{name}{added} {key}"),
                _ if added.is_empty() => String::new(),
                _ => format!("{text}{added}"),
            };
            *name = Value::String(text);
            match generate_with(&files, Some(edited.to_string())) {
                Err(failure) => problems.extend(check_printed(&failure.render()).err()),
                Ok(generated) => problems.extend(shapes(&generated).err()),
            }
        }
    }
    none_of(&problems, "these names become code", "see codegen/src/names")
}

/// The pointers of all names in a lock file.
fn names(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(place),
        Value::Object(map) => {
            for (key, value) in map {
                let token = key.replace('~', "~0").replace('/', "~1");
                names(value, format!("{place}/{token}"), places);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                names(value, format!("{place}/{index}"), places);
            }
        }
        _ => {}
    }
}
