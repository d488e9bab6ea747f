//! Limits that contradict each other, or other keywords of their schema.

use super::{Additional, Limits, Schema};

/// A contradiction: the keyword at which it is reported, and what is wrong.
pub type Contradiction = (&'static str, &'static str);

impl Limits {
    /// Removes the limits that contradict each other, and returns the contradictions.
    pub fn settle(&mut self) -> Vec<Contradiction> {
        let mut found = self.settle_counts();
        found.extend(self.settle_bounds());
        if number(self.multiple_of.as_ref()).is_some_and(|step| step <= 0.0) {
            self.multiple_of = None;
            found.push(("multipleOf", "`multipleOf` is not greater than 0"));
        }
        found
    }

    fn settle_counts(&mut self) -> Vec<Contradiction> {
        let counts = [
            (
                &mut self.min_length,
                &mut self.max_length,
                "minLength",
                "`minLength` is greater than `maxLength`",
            ),
            (&mut self.min_items, &mut self.max_items, "minItems", "`minItems` is greater than `maxItems`"),
            (
                &mut self.min_properties,
                &mut self.max_properties,
                "minProperties",
                "`minProperties` is greater than `maxProperties`",
            ),
        ];
        let mut found = Vec::new();
        for (least, greatest, keyword, message) in counts {
            if least.zip(*greatest).is_some_and(|(least, greatest)| least > greatest) {
                (*least, *greatest) = (None, None);
                found.push((keyword, message));
            }
        }
        found
    }

    fn settle_bounds(&mut self) -> Vec<Contradiction> {
        let above = number(self.exclusive_minimum.as_ref());
        let below = number(self.exclusive_maximum.as_ref());
        let (minimum, maximum) = (number(self.minimum.as_ref()), number(self.maximum.as_ref()));
        let not_below = |least: Option<f64>, greatest: Option<f64>| {
            least.zip(greatest).is_some_and(|(least, greatest)| least >= greatest)
        };
        let is_greater = minimum.zip(maximum).is_some_and(|(least, greatest)| least > greatest);
        let mut found = Vec::new();
        if is_greater {
            (self.minimum, self.maximum) = (None, None);
            found.push(("minimum", "`minimum` is greater than `maximum`"));
        }
        if not_below(minimum, below) {
            (self.minimum, self.exclusive_maximum) = (None, None);
            found.push(("minimum", "`minimum` is not less than `exclusiveMaximum`"));
        }
        if not_below(above, maximum) {
            (self.exclusive_minimum, self.maximum) = (None, None);
            found.push(("exclusiveMinimum", "`exclusiveMinimum` is not less than `maximum`"));
        }
        if not_below(above, below) {
            (self.exclusive_minimum, self.exclusive_maximum) = (None, None);
            found.push(("exclusiveMinimum", "`exclusiveMinimum` is not less than `exclusiveMaximum`"));
        }
        found
    }
}

impl Schema {
    /// Removes the limits that contradict each other or other keywords, and returns the contradictions.
    pub(super) fn settle_limits(&mut self) -> Vec<Contradiction> {
        let mut found = self.limits.settle();
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        if self.limits.max_properties.is_some_and(|most| count(self.required.len()) > most) {
            self.limits.max_properties = None;
            found.push(("maxProperties", "`maxProperties` is less than the number of required properties"));
        }
        let is_alone = self.parts.is_empty() && self.options.is_empty() && self.reference.is_none();
        let is_closed = self.additional == Additional::Closed && self.patterned.is_empty() && is_alone;
        if is_closed && self.limits.min_properties.is_some_and(|least| least > count(self.properties.len())) {
            self.limits.min_properties = None;
            found.push(("minProperties", "`minProperties` is greater than the number of properties"));
        }
        let has_end = self.items.as_ref().is_some_and(|items| items.never);
        if has_end && self.limits.min_items.is_some_and(|least| least > count(self.prefix_items.len())) {
            self.limits.min_items = None;
            found.push(("minItems", "`minItems` is greater than the number of possible elements"));
        }
        found
    }
}

fn number(text: Option<&String>) -> Option<f64> {
    text.and_then(|text| text.parse().ok())
}
