//! Values stay small: a large payload of a union is boxed, and what is mostly empty costs little.

use northflank::models;
use northflank::{Error, Extra, OrReference, Patch, Timestamp};

/// The most bytes that a union may take; a payload above it is boxed.
const LARGE: usize = 208;

#[test]
fn unions_are_small() {
    let sizes = [
        ("NewProjectSpec", size_of::<models::NewProjectSpec>()),
        ("Project", size_of::<models::Project>()),
        ("TemplateNode", size_of::<models::TemplateNode>()),
        ("TemplateRunNode", size_of::<models::TemplateRunNode>()),
        ("UpdateTemplateBody", size_of::<models::UpdateTemplateBody>()),
        ("WorkflowRunSpec", size_of::<models::WorkflowRunSpec>()),
        ("WorkflowSpec", size_of::<models::WorkflowSpec>()),
    ];
    for (name, size) in sizes {
        assert!(size <= LARGE, "{name} takes {size} bytes; its payloads should be boxed");
    }
}

#[test]
fn what_is_mostly_empty_costs_little() {
    assert_eq!(size_of::<Extra>(), size_of::<usize>());
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Patch<String>>(), size_of::<String>());
    assert_eq!(size_of::<OrReference<bool>>(), size_of::<String>());
    assert!(size_of::<Timestamp>() <= 48);
}
