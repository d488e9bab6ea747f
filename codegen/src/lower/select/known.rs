//! Selections among some of the options of a union. The properties of a union leave the same options again and again.

use std::collections::HashMap;
use std::rc::Rc;

use super::leaves::{ObjectOption, only};
use super::selector::{Overlap, Selector};
use crate::ir::ObjectSelection;

/// Maximum number of properties that are examined for a union, including those of nested groups of options.
const MAX_EXAMINED: usize = 64;

/// A selection and, if it is heuristic, what to report.
#[derive(Default)]
pub(super) struct Known {
    pub selection: ObjectSelection,
    pub overlap: Option<Overlap>,
}

/// What a selection depends on.
#[derive(Eq, Hash, PartialEq)]
struct Question {
    /// The places of the options.
    options: Vec<usize>,
    /// The properties that are known to be absent.
    absent: Vec<Vec<String>>,
    needs_proof: bool,
    shares_tag: bool,
    /// Whether no more properties may be examined.
    is_exhausted: bool,
}

/// The selections among some of the options, and the number of properties that each examines.
#[derive(Default)]
pub(super) struct Memory {
    known: HashMap<Question, (Rc<Known>, usize)>,
    /// Number of properties that have been examined.
    examined: usize,
    /// Whether more properties would have been examined without a maximum.
    is_limited: bool,
}

impl<'a> Selector<'a> {
    /// Returns whether another property may be examined, and counts it.
    pub(super) fn may_examine(&self) -> bool {
        let mut memory = self.memory.borrow_mut();
        let may_examine = memory.examined < MAX_EXAMINED;
        if may_examine {
            memory.examined += 1;
        } else {
            memory.is_limited = true;
        }
        may_examine
    }

    /// Returns the selection among objects that do not have the properties in `absent`. What is selected again counts as
    /// examined again, so that the result does not depend on the order.
    pub(super) fn known(&self, options: &[ObjectOption<'a>], absent: &[Vec<String>]) -> Rc<Known> {
        if let Some(only) = only(options) {
            return Rc::new(Known { selection: ObjectSelection::Only(only), overlap: None });
        }
        let mut memory = self.memory.borrow_mut();
        let before = memory.examined;
        let question = Question {
            options: options.iter().map(|option| option.place).collect(),
            absent: absent.to_vec(),
            needs_proof: self.needs_proof.get(),
            shares_tag: self.shares_tag.get(),
            is_exhausted: before >= MAX_EXAMINED,
        };
        let earlier = memory.known.get(&question).filter(|(_, examined)| before + examined <= MAX_EXAMINED);
        if let Some((known, examined)) = earlier.cloned() {
            memory.examined += examined;
            return known;
        }
        let was_limited = std::mem::take(&mut memory.is_limited);
        drop(memory);
        let (selection, overlap) = self.objects_without(options, absent);
        let known = Rc::new(Known { selection, overlap });
        let mut memory = self.memory.borrow_mut();
        if !memory.is_limited || question.is_exhausted {
            let examined = memory.examined - before;
            memory.known.insert(question, (Rc::clone(&known), examined));
        }
        memory.is_limited |= was_limited;
        known
    }
}
