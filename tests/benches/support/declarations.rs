//! The generated models as they would be handwritten with serde's derive.
//!
//! They are derived from the generated declarations, so both sides have the same fields. A union selected by a
//! property becomes an internally tagged enum, any other union an untagged one; timestamps, and values that may be
//! references, become strings. Derived code is generic, so each model that no other model contains is read and
//! written by a function; otherwise none of it would be compiled.

use tests::{Outcome, disk};

/// The models of these modules of the generated crate, as one file.
pub fn derived(modules: &[&str]) -> Outcome<String> {
    let (mut items, mut names) = (Vec::new(), Vec::new());
    for module in modules {
        let text = disk::read(&disk::workspace().join(format!("generated/src/models/{module}.rs")))?;
        for block in text.split("crate::runtime::").skip(1) {
            let body = block.split("\n}\n").next().unwrap_or_default();
            let item = match body.split_once("! {\n") {
                Some(("object" | "response_object", body)) => object(body),
                Some(("string_enum", body)) => string_enum(body),
                Some(("union" | "response_union", body)) => union(body),
                _ => continue,
            };
            names.extend(name_of(&item).map(str::to_owned));
            items.push(REPLACEMENTS.iter().fold(item, |item, (ours, theirs)| item.replace(ours, theirs)));
        }
    }
    let uses = uses(&items, &names);
    Ok(format!("{PRELUDE}{}{}", items.concat(), uses.concat()))
}

const PRELUDE: &str = "use serde::{Deserialize, Serialize};\nuse serde_json::Value;\n";

const DERIVE: &str = "\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n";

/// Types of the runtime, and their replacements.
const REPLACEMENTS: [(&str, &str); 6] = [
    ("super::", ""),
    ("crate::runtime::Timestamp", "String"),
    ("crate::runtime::OrReference<BooleanText>", "String"),
    ("crate::runtime::OrReference<String>", "String"),
    ("crate::runtime::Map", "serde_json::Map<String, Value>"),
    ("crate::runtime::Value", "Value"),
];

fn name_of(item: &str) -> Option<&str> {
    let (_, rest) = item.split_once("pub struct ").or_else(|| item.split_once("pub enum "))?;
    rest.split_whitespace().next()
}

/// Functions that read and write each model that no other model contains.
fn uses(items: &[String], names: &[String]) -> Vec<String> {
    let words: Vec<&str> = items.iter().flat_map(|item| item.split(|c: char| !c.is_alphanumeric())).collect();
    let is_root = |name: &&String| words.iter().filter(|word| *word == name).count() == 1;
    let read_and_write = |name: &String| {
        let function = name.to_lowercase();
        format!(
            "\npub fn read_{function}(bytes: &[u8]) -> serde_json::Result<{name}> {{\n    serde_json::from_slice(bytes)\n}}\n\
             \npub fn write_{function}(value: &{name}) -> serde_json::Result<Vec<u8>> {{\n    serde_json::to_vec(value)\n}}\n"
        )
    };
    names.iter().filter(is_root).map(read_and_write).collect()
}

/// The lines of a declaration without doc comments.
fn lines(body: &str) -> impl Iterator<Item = &str> {
    body.lines().map(str::trim).filter(|line| !line.starts_with("///"))
}

/// A struct. A property with a constant value is omitted; it is the tag of the enum that contains the struct.
fn object(body: &str) -> String {
    let mut code = vec![DERIVE.to_owned()];
    let mut rules = String::new();
    for line in lines(body) {
        if line.starts_with("pub struct") {
            code.push(format!("{line}\n"));
        } else if let Some((name, presence, kind)) = field(line) {
            code.push(field_code(&rules, name, presence, kind));
            rules.clear();
        } else if line.starts_with("#[json(") || !rules.is_empty() {
            rules.push_str(line);
        }
    }
    let code = code.concat();
    // A struct without fields is already closed.
    if code.trim_end().ends_with("{}") { code } else { code + "}\n" }
}

/// Splits `pub name: optional<Type>,` into the field's name, presence and type.
fn field(line: &str) -> Option<(&str, &str, &str)> {
    let (name, kind) = line.strip_prefix("pub ")?.strip_suffix(">,")?.split_once(": ")?;
    let (presence, kind) = kind.split_once('<')?;
    Some((name, presence, kind))
}

/// The code of a field; its key is its name unless a `#[json]` attribute states another.
fn field_code(rules: &str, name: &str, presence: &str, kind: &str) -> String {
    let key = rules.strip_prefix("#[json(\"").and_then(|rest| rest.split('"').next()).unwrap_or(name);
    let key = key.trim_start_matches("r#");
    let optional = "default, skip_serializing_if = \"Option::is_none\"";
    if presence.starts_with("required") {
        format!("    #[serde(rename = \"{key}\")]\n    pub {name}: {kind},\n")
    } else {
        format!("    #[serde(rename = \"{key}\", {optional})]\n    pub {name}: Option<{kind}>,\n")
    }
}

fn string_enum(body: &str) -> String {
    let mut code = vec![DERIVE.to_owned()];
    for line in lines(body) {
        match line.strip_suffix(',').and_then(|line| line.split_once(" = ")) {
            Some((name, value)) => code.push(format!("    #[serde(rename = {value})]\n    {name},\n")),
            None if line.starts_with("pub enum") => code.push(format!("{line}\n")),
            None => {}
        }
    }
    code.concat() + "}\n"
}

fn union(body: &str) -> String {
    let (variants, selection) = body.split_once("\n    const SELECTION").unwrap_or((body, ""));
    let (property, values) = tags(selection);
    let how = match property {
        Some(property) => format!("#[serde(tag = \"{property}\")]\n"),
        None => "#[serde(untagged)]\n".to_owned(),
    };
    let mut code = vec![DERIVE.to_owned(), how];
    let lines = lines(variants).filter(|line| !line.starts_with("#["));
    for (index, line) in lines.enumerate() {
        let is_variant = property.is_some() && line.ends_with("),");
        // The first line declares the enum.
        match values.get(index.wrapping_sub(1)).filter(|_| is_variant) {
            Some(value) => code.push(format!("    #[serde(rename = \"{value}\")]\n")),
            None if is_variant => code.push("    #[serde(untagged)]\n".to_owned()),
            None => {}
        }
        code.push(format!("{line}\n"));
    }
    code.concat()
}

/// The property that selects the variant, and the values of the tagged variants, which come first and in order.
fn tags(selection: &str) -> (Option<&str>, Vec<&str>) {
    let property = selection.split("property: \"").nth(1).and_then(|rest| rest.split('"').next());
    let values = selection.split("values: &[").nth(1).and_then(|rest| rest.split("],").next());
    (property, values.unwrap_or_default().split('"').skip(1).step_by(2).collect())
}
