//! The tree of a document: lists and maps in their order, with aliases that refer to nodes.

use std::borrow::Cow;

use super::Invalid;

/// The index of a node.
pub(super) type Index = usize;

/// The nodes of one document.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    pub nodes: Vec<Node<'t>>,
    pub root: Index,
}

/// A node, and the byte offset at which it begins.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub offset: usize,
    pub content: Content<'t>,
}

/// The content of a node.
#[derive(Debug)]
pub(super) enum Content<'t> {
    /// A scalar whose type depends on its text.
    Plain(Cow<'t, str>),
    /// A string: in quotes, a block, or with the tag `!!str`.
    Text(Cow<'t, str>),
    List(Vec<Index>),
    /// Pairs of keys and values.
    Map(Vec<(Index, Index)>),
    /// Another node, whose anchor the alias names.
    Alias(Index),
}

impl<'t> Tree<'t> {
    /// Returns the content at an index, or of the node that an alias refers to.
    pub fn content(&self, index: Index) -> &Content<'t> {
        match &self.nodes[index].content {
            // An alias refers to the node that has the anchor, never to another alias.
            Content::Alias(target) => &self.nodes[*target].content,
            content => content,
        }
    }

    pub fn offset(&self, index: Index) -> usize {
        self.nodes[index].offset
    }

    /// Returns the text of a key.
    pub fn key(&self, index: Index) -> Result<&str, Invalid> {
        let invalid = |message| {
            let help = "keys are strings in JSON; write each key as a single text";
            Err(Invalid::new(self.offset(index), message, help))
        };
        match self.content(index) {
            Content::Plain(text) if text.is_empty() => invalid("a key is empty"),
            Content::Plain(text) | Content::Text(text) => Ok(text),
            Content::List(_) => invalid("a key is a list"),
            Content::Map(_) | Content::Alias(_) => invalid("a key is an object"),
        }
    }

    /// Returns whether a key is the merge key `<<`.
    pub fn is_merge(&self, index: Index) -> bool {
        matches!(&self.nodes[index].content, Content::Plain(text) if text == "<<")
    }
}
