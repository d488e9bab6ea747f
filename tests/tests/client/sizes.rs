//! Sizes of types: large variants of unions are boxed, and types that are usually empty are small.

use northflank::models;
use northflank::{Error, Extra, OrReference, Patch, Timestamp};

/// The maximum size of a union in bytes; larger variants are boxed.
const MAX_SIZE: usize = 208;

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
        assert!(size <= MAX_SIZE, "{name} takes {size} bytes; box its large variants");
    }
}

#[test]
fn usually_empty_types_are_small() {
    assert_eq!(size_of::<Extra>(), size_of::<usize>());
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Patch<String>>(), size_of::<String>());
    assert_eq!(size_of::<OrReference<bool>>(), size_of::<String>());
    assert!(size_of::<Timestamp>() <= 48);
}
