//! The variants that a selection may select.

use super::{ObjectSelection, Selection};

impl Selection {
    /// Returns whether some value may be this variant.
    #[must_use]
    pub fn may_select(&self, variant: usize) -> bool {
        self.kinds.iter().any(|(_, selected)| *selected == variant) || self.objects.may_select(variant)
    }

    /// Returns the only variant that is ever selected, if it is an object.
    #[must_use]
    pub fn only(&self) -> Option<usize> {
        match self.objects {
            ObjectSelection::Only(variant) if self.kinds.is_empty() => Some(variant),
            _ => None,
        }
    }
}

impl ObjectSelection {
    /// Returns whether some object may be this variant.
    #[must_use]
    pub fn may_select(&self, variant: usize) -> bool {
        match self {
            Self::None => false,
            Self::Only(only) => *only == variant,
            Self::Tag { values, other, .. } => {
                *other == Some(variant) || values.iter().any(|(_, selected)| *selected == variant)
            }
            Self::Branch { values, other, .. } => {
                other.may_select(variant) || values.iter().any(|(_, inner)| inner.may_select(variant))
            }
            Self::Property { cases, absent, other, .. } => {
                let inner = cases.iter().map(|(_, inner)| inner);
                inner.chain([absent.as_ref(), other.as_ref()]).any(|inner| inner.may_select(variant))
            }
            Self::Keys(rules) => rules.iter().any(|rule| rule.variant == variant),
            Self::Heuristic(candidates) => candidates.iter().any(|candidate| candidate.variant == variant),
        }
    }
}
