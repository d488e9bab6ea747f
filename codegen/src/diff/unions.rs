//! Compares unions: their variants, and how these are selected.

use super::comparing::{Comparing, Context};
use super::limits;
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::ir::{Basis, Type};
use crate::surface::{Surface, Union, Variant};

impl Comparing<'_> {
    pub(super) fn union(&mut self, name: &str, (old, new): (&Union, &Union), in_requests: bool) {
        let keys = |surface: &Surface, union: &Union, is_new: bool| {
            let keys = union.variants.iter().map(|variant| {
                let r#type =
                    if is_new { surface.plain(&variant.r#type) } else { self.new_text(&variant.r#type) };
                [variant.name.clone(), r#type]
            });
            keys.collect::<Vec<_>>()
        };
        let pairs = pairs(&keys(self.old, old, false), &keys(self.new, new, true));
        let unset = Context::default();
        let item = |variant: &Variant| format!("{name}::{}", variant.name);
        let mut kept = Vec::new();
        for pair in pairs {
            match pair {
                Pair::Removed(index) => {
                    let variant = &old.variants[index];
                    let before = self.old.plain(&variant.r#type);
                    self.record_removed(Rule::VariantRemoved, &unset, &item(variant), &before);
                }
                Pair::Added(index) => {
                    let variant = &new.variants[index];
                    let after = self.new.plain(&variant.r#type);
                    self.record_added(Rule::VariantAdded, &unset, &item(variant), &after);
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.variants[was], &new.variants[is]);
                    self.variant(&item(is), (was, is), in_requests);
                    kept.push((was, is));
                }
            }
        }
        self.selection(name, (old, new), &kept);
    }

    /// Describes an old type with the new names of types.
    fn new_text(&self, r#type: &Type) -> String {
        let named = crate::analyze::named(r#type).and_then(|id| self.counterparts[id.0]);
        match (r#type, named) {
            (Type::Named(_), Some(id)) => self.new.item(id).name.clone(),
            (other, _) => self.old.plain(other),
        }
    }

    fn variant(&mut self, item: &str, (old, new): (&Variant, &Variant), in_requests: bool) {
        let unset = Context::default();
        self.record_if_different(Rule::VariantRenamed, &unset, item, (old.name.clone(), new.name.clone()));
        if old.documentation != new.documentation {
            self.record_plain(Rule::TypeDocsChanged, &unset, item);
        }
        let (same, limits) = self.compare(&old.r#type, &new.r#type);
        let text = |surface: &Surface, variant: &Variant| {
            format!("{}{}", if variant.boxed { "boxed " } else { "" }, surface.plain(&variant.r#type))
        };
        if !same || old.boxed != new.boxed {
            let rule = if same { Rule::VariantBoxed } else { Rule::VariantRetyped };
            return self.record(rule, &unset, item, text(self.old, old), text(self.new, new));
        }
        // Limits have no effect in responses, which are not validated.
        let limits = limits.and(limits::flag(old.checked, new.checked));
        let text = |surface: &Surface, variant: &Variant| {
            let tag = if variant.checked { ", with the tag of the variant" } else { "" };
            format!("{}{tag}", surface.described(&variant.r#type))
        };
        if in_requests && limits.narrowed {
            self.record(Rule::VariantNarrowed, &unset, item, text(self.old, old), text(self.new, new));
        } else if in_requests && limits.widened {
            self.record(Rule::VariantWidened, &unset, item, text(self.old, old), text(self.new, new));
        }
    }

    /// Records a change if the variants that both unions have are selected differently or in a different order.
    fn selection(&mut self, name: &str, (old, new): (&Union, &Union), kept: &[(&Variant, &Variant)]) {
        let unset = Context::default();
        let mut ranks: Vec<_> = kept.iter().flat_map(|(was, is)| was.ranks().zip(is.ranks())).collect();
        ranks.sort_unstable();
        let is_in_order = ranks.is_sorted_by_key(|(_, new)| *new);
        let is_now_heuristic = old.basis < new.basis && new.basis == Basis::Heuristic;
        let mut different: Vec<&(&Variant, &Variant)> =
            kept.iter().filter(|(was, is)| !was.conditions().eq(is.conditions())).collect();
        if different.is_empty() && !is_in_order {
            different = kept.iter().collect();
        }
        let text = |variant: &Variant| format!("{} when {}", variant.name, variant.selection_text());
        for (was, is) in &different {
            self.record(Rule::SelectionChanged, &unset, name, text(was), text(is));
        }
        if different.is_empty() && is_now_heuristic {
            let basis = |union: &Union| union.basis.as_str().to_owned();
            self.record(Rule::SelectionChanged, &unset, name, basis(old), basis(new));
        } else if different.is_empty() && old.basis != new.basis {
            // The documentation states the basis.
            self.record_plain(Rule::TypeDocsChanged, &unset, name);
        }
    }
}
