//! The macro that builds a rule.

/// Builds a rule at compile time, in the syntax of [`object!`](crate::object): `json_rule!(minimum = 0.5)`.
///
/// ```
/// use faithful_runtime::{Rule, json_rule};
/// static RATIO: &Rule = json_rule!(minimum = 0, exclusive_maximum = 0.5);
/// static NAMES: &Rule = json_rule!(max_items = 3, items(pattern = "^[a-z]+$"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! json_rule {
    () => { &$crate::Rule::NONE };
    (@ $rule:ident minimum $value:literal) => { $rule.minimum_limit($crate::Limit::Text(stringify!($value))) };
    (@ $rule:ident maximum $value:literal) => { $rule.maximum_limit($crate::Limit::Text(stringify!($value))) };
    (@ $rule:ident exclusive_minimum $value:literal) => { $rule.exclusive_minimum($crate::Limit::Text(stringify!($value))) };
    (@ $rule:ident exclusive_maximum $value:literal) => { $rule.exclusive_maximum($crate::Limit::Text(stringify!($value))) };
    (@ $rule:ident multiple_of $value:literal) => { $rule.multiple_of($crate::Limit::Text(stringify!($value))) };
    (@ $rule:ident any_of ($([$($key:literal),*]),*)) => { $rule.any_of(&[$(&[$($key),*]),*]) };
    (@ $rule:ident one_of ($([$($key:literal),*]),*)) => { $rule.one_of(&[$(&[$($key),*]),*]) };
    (@ $rule:ident allowed_values ($($value:literal),*)) => { $rule.allowed_values(&[$($value),*]) };
    (@ $rule:ident inside ($($name:ident $(($($inner:tt)*))?),+)) => {
        $rule.inside(const {
            let inside = $crate::Inside::new();
            $( let inside = $crate::json_rule!(@@ inside $name $(($($inner)*))?); )+
            &{ inside }
        })
    };
    (@@ $inside:ident positions ($(($($part:tt)+)),*)) => { $inside.positions(const { &[$($crate::json_rule!(@part $($part)+)),*] }) };
    (@@ $inside:ident patterns ($(($pattern:literal, $($part:tt)+)),*)) => {
        $inside.patterns(const { &[$(($pattern, $crate::json_rule!(@part $($part)+))),*] })
    };
    (@@ $inside:ident others ($($part:tt)+)) => { $inside.others(&const { $crate::json_rule!(@part $($part)+) }) };
    (@@ $inside:ident alternatives ($(($($part:tt)+)),*)) => { $inside.alternatives(const { &[$($crate::json_rule!(@part $($part)+)),*] }) };
    (@@ $inside:ident absent ($($key:literal),*)) => { $inside.absent(&[$($key),*]) };
    (@@ $inside:ident $flag:ident) => { $inside.$flag() };
    (@part $type:ty $(, $($rule:tt)+)?) => { $crate::ValueRule::of::<$type>(*$crate::json_rule!($($($rule)+)?)) };
    (@ $rule:ident items ($($inner:tt)*)) => { $rule.items($crate::json_rule!($($inner)*)) };
    (@ $rule:ident $name:ident $value:literal) => { $rule.$name($value) };
    ($($name:ident $(= $value:literal)? $(($($inner:tt)*))?),+ $(,)?) => {
        const {
            let rule = $crate::Rule::new();
            $( let rule = $crate::json_rule!(@ rule $name $($value)? $(($($inner)*))?); )+
            &{ rule }
        }
    };
}
