//! Limits that contradict each other.

use super::Limits;

impl Limits {
    /// Returns the contradictions: for each, the keyword of the lower limit and what is wrong.
    #[must_use]
    pub fn contradictions(&self) -> Vec<(&'static str, &'static str)> {
        let crossed = |least: Option<u64>, greatest: Option<u64>| {
            least.zip(greatest).is_some_and(|(least, greatest)| least > greatest)
        };
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
        let minimum = number(&self.minimum);
        let maximum = number(&self.maximum);
        let above = number(&self.exclusive_minimum);
        let below = number(&self.exclusive_maximum);
        let not_below = |least: Option<f64>, greatest: Option<f64>| {
            least.zip(greatest).is_some_and(|(least, greatest)| least >= greatest)
        };
        let all = [
            (
                crossed(self.min_length, self.max_length),
                "minLength",
                "`minLength` is greater than `maxLength`",
            ),
            (crossed(self.min_items, self.max_items), "minItems", "`minItems` is greater than `maxItems`"),
            (
                crossed(self.min_properties, self.max_properties),
                "minProperties",
                "`minProperties` is greater than `maxProperties`",
            ),
            (
                minimum.zip(maximum).is_some_and(|(least, greatest)| least > greatest),
                "minimum",
                "`minimum` is greater than `maximum`",
            ),
            (not_below(minimum, below), "minimum", "`minimum` is not less than `exclusiveMaximum`"),
            (not_below(above, maximum), "exclusiveMinimum", "`exclusiveMinimum` is not less than `maximum`"),
            (
                not_below(above, below),
                "exclusiveMinimum",
                "`exclusiveMinimum` is not less than `exclusiveMaximum`",
            ),
        ];
        all.into_iter().filter(|it| it.0).map(|(_, keyword, message)| (keyword, message)).collect()
    }
}
