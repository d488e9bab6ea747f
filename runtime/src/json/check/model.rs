//! Checks models: each field against its rules, and the set of properties.

use super::checker::Checker;
use super::rule::Rule;
use crate::json::parts::{Field, Visitor};
use crate::json::read::Shape;
use crate::json::types::check_properties;
use crate::json::union::{Variants, check_tag, check_unknown, enter_siblings, leave_siblings};
use crate::json::{Extra, Writer};

impl Visitor for Checker {
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        let text = || {
            let mut writer = Writer::default();
            writer.object(shape, fields, extra);
            writer.into_bytes()
        };
        if !shape.siblings.is_empty() {
            enter_siblings(&text(), shape.siblings, self);
        }
        let mut rules = shape.rules;
        for ((key, ..), field) in shape.fields.iter().zip(fields) {
            let mut rule = &Rule::NONE;
            if let [(name, own), rest @ ..] = rules
                && name == key
            {
                (rule, rules) = (own, rest);
            }
            self.enter_field(key);
            self.part(*field, rule);
            self.leave_field();
        }
        leave_siblings(shape.siblings, self);
        if let Some(rule) = shape.set_rule {
            check_properties(text, extra, rule, self);
        }
        if let Some((check, rule)) = shape.rest {
            check(extra, rule, self);
        }
    }

    fn variant(&mut self, variants: &'static Variants, index: usize, value: &Field) {
        let text = || {
            let mut writer = Writer::default();
            writer.part(value);
            writer.into_bytes()
        };
        let has_checked_tags = variants.selection.has_checked_tags();
        if has_checked_tags {
            self.enter_variant();
        }
        if index < variants.names.len() {
            let rule = variants.rules.iter().find(|(variant, _)| *variant == index);
            self.part(value, rule.map_or(&Rule::NONE, |(_, rule)| rule));
        } else if variants.selection.counts() || has_checked_tags {
            check_unknown(&text(), variants, self);
        }
        if has_checked_tags {
            self.leave_variant();
            check_tag(text, index, variants, self);
        }
    }
}
