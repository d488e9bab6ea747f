//! All pages ↔ all operations.

use crate::facts::Page;
use crate::spec::{Operation, Spec, SpecError};

use super::{Comparison, Difference, compare};

/// The result of a comparison of all pages with a document.
#[derive(Debug, Default)]
pub struct Report<'p, 's> {
    /// Facts on which a page and its operation disagree, by the index of the page.
    pub differences: Vec<(usize, Difference)>,
    /// Pages that describe an operation which the document lacks, by index.
    pub new: Vec<(usize, &'p Page)>,
    /// Operations that no page describes.
    pub unpublished: Vec<Operation<'s>>,
    /// Operations that agree with all of their pages.
    pub equal: Vec<Operation<'s>>,
}

/// Compares pages with the operations of a document. Several pages may describe one operation.
///
/// # Errors
///
/// A reference in the document leads nowhere.
pub fn compare_all<'p, 's>(pages: &'p [Page], spec: &'s Spec) -> Result<Report<'p, 's>, SpecError> {
    let operations = spec.operations()?;
    let mut report = Report::default();
    let mut described = vec![false; operations.len()];
    let mut differs = vec![false; operations.len()];
    for (index, page) in pages.iter().enumerate() {
        let Some(position) = operations.iter().position(|it| describes(page, it)) else {
            report.new.push((index, page));
            continue;
        };
        let operation = &operations[position];
        described[position] = true;
        let mut comparison = Comparison::default();
        if !pages.iter().any(|it| describes(it, operation) && address(it) == stated_address(operation)) {
            comparison.differs(
                1,
                &operation.node,
                "address of the page",
                address(page),
                stated_address(operation),
            );
        }
        compare(page, operation, &mut comparison)?;
        differs[position] |= !comparison.differences.is_empty();
        report.differences.extend(comparison.differences.into_iter().map(|difference| (index, difference)));
    }
    for (position, operation) in operations.into_iter().enumerate() {
        if !described[position] {
            report.unpublished.push(operation);
        } else if !differs[position] {
            report.equal.push(operation);
        }
    }
    Ok(report)
}

/// Whether a page is about an operation: it prints its method and its path.
fn describes(page: &Page, operation: &Operation<'_>) -> bool {
    page.method.eq_ignore_ascii_case(operation.method) && page.paths.iter().any(|it| it == operation.path)
}

fn address(page: &Page) -> Option<&str> {
    page.source.as_deref().map(without_extension)
}

fn stated_address<'s>(operation: &Operation<'s>) -> Option<&'s str> {
    operation.node.get("externalDocs")?.text("url").map(without_extension)
}

fn without_extension(url: &str) -> &str {
    url.strip_suffix(".md").unwrap_or(url)
}
