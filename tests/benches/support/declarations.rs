//! The generated models once more, as somebody would write them by hand with serde's derive.
//!
//! They are made from the declarations, so that both sides have the same members. What is told apart by a member is
//! an internally tagged enum, any other union an untagged one; timestamps, and values that may be references, are
//! text. As in a program that uses them, each model that no other one holds is read and written by a function:
//! derived code is generic, and nothing of it would be compiled otherwise.

use tests::{Outcome, disk};

/// The models of these modules of the generated crate, as one file.
pub fn derived(modules: &[&str]) -> Outcome<String> {
    let (mut items, mut names) = (Vec::new(), Vec::new());
    for module in modules {
        let text = disk::read(&disk::workspace().join(format!("generated/src/models/{module}.rs")))?;
        for block in text.split("crate::runtime::").skip(1) {
            let body = block.split("\n}\n").next().unwrap_or_default();
            let item = match body.split_once("! {\n") {
                Some(("object", body)) => object(body),
                Some(("string_enum", body)) => string_enum(body),
                Some(("union", body)) => union(body),
                _ => continue,
            };
            names.extend(name_of(&item).map(str::to_owned));
            items.push(FOREIGN.iter().fold(item, |item, (ours, theirs)| item.replace(ours, theirs)));
        }
    }
    let uses = uses(&items, &names);
    Ok(format!("{PRELUDE}{}{}", items.concat(), uses.concat()))
}

const PRELUDE: &str = "use serde::{Deserialize, Serialize};\nuse serde_json::Value;\n";

const DERIVE: &str = "\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n";

/// Types of the runtime, and what stands for them.
const FOREIGN: [(&str, &str); 6] = [
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

/// Reads and writes each model that no other one holds.
fn uses(items: &[String], names: &[String]) -> Vec<String> {
    let words: Vec<&str> = items.iter().flat_map(|item| item.split(|c: char| !c.is_alphanumeric())).collect();
    let alone = |name: &&String| words.iter().filter(|word| *word == name).count() == 1;
    let read_and_write = |name: &String| {
        let function = name.to_lowercase();
        format!(
            "\npub fn read_{function}(bytes: &[u8]) -> serde_json::Result<{name}> {{\n    serde_json::from_slice(bytes)\n}}\n\
             \npub fn write_{function}(value: &{name}) -> serde_json::Result<Vec<u8>> {{\n    serde_json::to_vec(value)\n}}\n"
        )
    };
    names.iter().filter(alone).map(read_and_write).collect()
}

/// Lines that belong to the code: no documentation.
fn lines(body: &str) -> impl Iterator<Item = &str> {
    body.lines().map(str::trim).filter(|line| !line.starts_with("///"))
}

/// A struct. A member that always holds the same is the tag of the enum that holds the struct.
fn object(body: &str) -> String {
    let mut code = vec![DERIVE.to_owned()];
    let mut rules = String::new();
    for line in lines(body) {
        if line.starts_with("pub struct") {
            code.push(format!("{line}\n"));
        } else if let Some((name, presence, kind)) = field(line) {
            code.push(member(&rules, name, presence, kind));
            rules.clear();
        } else if line.starts_with("#[json(") || !rules.is_empty() {
            rules.push_str(line);
        }
    }
    let code = code.concat();
    // What stands empty in braces closes itself.
    if code.trim_end().ends_with("{}") { code } else { code + "}\n" }
}

/// The name of a field, how it is present, and its type: `pub name: optional<Type>,`.
fn field(line: &str) -> Option<(&str, &str, &str)> {
    let (name, kind) = line.strip_prefix("pub ")?.strip_suffix(">,")?.split_once(": ")?;
    let (presence, kind) = kind.split_once('<')?;
    Some((name, presence, kind))
}

/// A field; where no rule begins with its key, that is its name.
fn member(rules: &str, name: &str, presence: &str, kind: &str) -> String {
    let key = rules.strip_prefix("#[json(\"").and_then(|rest| rest.split('"').next()).unwrap_or(name);
    let key = key.trim_start_matches("r#");
    let optional = "default, skip_serializing_if = \"Option::is_none\"";
    if presence == "required" {
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
    let (variants, decision) = body.split_once("\n    const DECISION").unwrap_or((body, ""));
    let (property, values) = tags(decision);
    let how = match property {
        Some(property) => format!("#[serde(tag = \"{property}\")]\n"),
        None => "#[serde(untagged)]\n".to_owned(),
    };
    let mut code = vec![DERIVE.to_owned(), how];
    let lines = lines(variants).filter(|line| !line.starts_with("#["));
    for (index, line) in lines.enumerate() {
        let is_variant = property.is_some() && line.ends_with("),");
        // The first line is that of the enum.
        match values.get(index.wrapping_sub(1)).filter(|_| is_variant) {
            Some(value) => code.push(format!("    #[serde(rename = \"{value}\")]\n")),
            None if is_variant => code.push("    #[serde(untagged)]\n".to_owned()),
            None => {}
        }
        code.push(format!("{line}\n"));
    }
    code.concat()
}

/// The member that a union is told apart by, and the values of its first variants, which stand in order.
fn tags(decision: &str) -> (Option<&str>, Vec<&str>) {
    let property = decision.split("property: \"").nth(1).and_then(|rest| rest.split('"').next());
    let values = decision.split("values: &[").nth(1).and_then(|rest| rest.split("],").next());
    (property, values.unwrap_or_default().split('"').skip(1).step_by(2).collect())
}
