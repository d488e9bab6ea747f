//! The coverage of a client as a table: its groups of operations, how they are reached, and their features.

use std::collections::BTreeSet;

use crate::generate::Generated;

/// Returns the number of operations, and a Markdown table with a row for each group of them.
#[must_use]
pub fn coverage(generated: &Generated) -> String {
    let surface = &generated.surface;
    let mut lines = vec![
        format!("{} operations in {} groups:", surface.operations.len(), surface.groups.len()),
        String::new(),
        "| group | operations | feature | description |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    for (index, group) in surface.groups.iter().enumerate() {
        let operations = surface.operations.iter().filter(|operation| operation.group == index);
        let count = operations.clone().count();
        let reached: BTreeSet<String> = operations
            .map(|operation| {
                let path = surface.call_path(operation);
                let group = path.rsplit_once('.').map_or("", |(group, _)| group);
                format!("`{group}`")
            })
            .collect();
        let reached = reached.into_iter().collect::<Vec<_>>().join(", ");
        let description = group.documentation.lines().next().unwrap_or_default().replace('|', "\\|");
        lines.push(format!("| {reached} | {count} | `{}` | {description} |", group.module));
    }
    lines.push(String::new());
    lines.join("\n")
}
