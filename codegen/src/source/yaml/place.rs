//! Finds the byte offsets of JSON pointers.

use super::super::location::Pointer;
use super::super::position::PointerTree;
use super::tree::{Content, Index, Tree};
use super::{copies, events};

/// Returns the byte offset of each pointer's value, or of its key if it has one. A value inside of a copy is found where its
/// anchor is. If a pointer does not exist, its deepest existing ancestor is used.
pub(in crate::source) fn offsets(text: &str, pointers: &[&Pointer]) -> Vec<usize> {
    let mut offsets = vec![0; pointers.len()];
    if let Ok(tree) = events::tree(text) {
        let wanted = PointerTree::new(pointers);
        visit(&tree, tree.root, tree.offset(tree.root), &wanted, &mut offsets);
    }
    offsets
}

/// Sets the offsets of the pointers into a node. `start` is the offset of its key, if it has one.
fn visit(tree: &Tree<'_>, index: Index, start: usize, wanted: &PointerTree, offsets: &mut [usize]) {
    wanted.set(start, offsets);
    if wanted.children.is_empty() {
        return;
    }
    match tree.content(index) {
        Content::List(elements) => {
            for (position, element) in elements.iter().enumerate() {
                if let Some(child) = wanted.children.get(&position.to_string()) {
                    visit(tree, *element, tree.offset(*element), child, offsets);
                }
            }
        }
        Content::Map(map) => {
            for pair in copies::entries(tree, map).unwrap_or_default() {
                let key = tree.key(pair.key).unwrap_or_default();
                if let Some(child) = wanted.children.get(key) {
                    visit(tree, pair.value, tree.offset(pair.key), child, offsets);
                }
            }
        }
        Content::Plain(_) | Content::Text(_) | Content::Alias(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::position::{Position, positions};
    use super::*;

    const TEXT: &str = "\
# comment
é: &a
  name: ü
  list:
    - 1
    - key: {x: 1, \"y\": 2}
    -
      z: 1
b: *a
c:
  <<: *a
  200: true
";

    fn at(fragment: &str) -> (usize, usize) {
        let offsets = offsets(TEXT, &[&Pointer::from_fragment(fragment)]);
        let Position { line, column } = positions(TEXT, &offsets)[0];
        (line, column)
    }

    #[test]
    fn keys_and_elements_are_found() {
        let places =
            ["", "/é", "/é/name", "/é/list/0", "/é/list/1", "/é/list/1/key/y", "/é/list/2", "/c/200"];
        assert_eq!(places.map(at), [(2, 1), (2, 1), (3, 3), (5, 7), (6, 7), (6, 19), (8, 7), (12, 3)]);
    }

    #[test]
    fn copies_are_found_where_their_anchor_is() {
        assert_eq!(["/b", "/b/list/0", "/c/name", "/c/list/2/z"].map(at), [(9, 1), (5, 7), (3, 3), (8, 7)]);
    }

    #[test]
    fn a_missing_value_is_shown_at_its_parent() {
        assert_eq!(["/x", "/é/list/9", "/b/name/x"].map(at), [(2, 1), (4, 3), (3, 3)]);
        assert_eq!(offsets("[", &[&Pointer::from_fragment("/a")]), [0]);
    }
}
