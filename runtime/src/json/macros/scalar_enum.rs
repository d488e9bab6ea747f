//! The macro that declares an enum of integers, numbers or booleans, and the functions that all such enums share.

use crate::json::{Checker, Json, to_value};

/// Reports a value that is not in the table.
#[doc(hidden)]
#[cold]
pub fn report_unlisted<T: Json>(value: &T, values: &[&str], checker: &mut Checker) {
    checker.unlisted(&to_value(value).to_string(), values);
}

/// Declares a model of an enum of integers, numbers or booleans: the enum with an added `Unknown` variant, its
/// conversions, and its [`Json`](crate::Json) implementation.
///
/// `#[values(…)]` names the type of the values: `i64`, `bool`, or `Number` for [`Number`](crate::Number). The
/// documentation of a variant ends with its value as inline code.
///
/// ```
/// faithful_runtime::scalar_enum! {
///     /// How much is logged.
///     #[values(i64)]
///     pub enum Level {
///         /// Errors.
///         Low = 1,
///         High = 2,
///     }
/// }
/// assert_eq!(Level::from(2), Level::High);
/// assert_eq!(Level::from(3).as_i64(), 3);
/// assert_eq!(Level::VALUES, [1, 2]);
/// ```
#[macro_export]
macro_rules! scalar_enum {
    ($(#[doc = $doc:expr])* $(#[used_by($feature:literal, $method:tt)])* #[values(i64)] $($rest:tt)*) => {
        $crate::scalar_enum! { @declare i64, i64, as_i64, [Eq, Hash] $(#[doc = $doc])* $(#[used_by($feature, $method)])* $($rest)* }
    };
    ($(#[doc = $doc:expr])* $(#[used_by($feature:literal, $method:tt)])* #[values(bool)] $($rest:tt)*) => {
        $crate::scalar_enum! { @declare bool, bool, as_bool, [Eq, Hash] $(#[doc = $doc])* $(#[used_by($feature, $method)])* $($rest)* }
    };
    ($(#[doc = $doc:expr])* $(#[used_by($feature:literal, $method:tt)])* #[values(Number)] $($rest:tt)*) => {
        $crate::scalar_enum! { @declare $crate::Number, f64, as_number, [] $(#[doc = $doc])* $(#[used_by($feature, $method)])* $($rest)* }
    };
    (
        @declare $type:ty, $constant:ty, $as:ident, [$($derive:ident),*]
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                $variant:ident = $value:literal
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[cfg_attr(feature = $feature, doc = $crate::used_by!($feature, $method))])*
        #[derive(Clone, Debug, PartialEq $(, $derive)*)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = concat!("`", stringify!($value), "`")]
                $variant,
            )*
            /// A value that is unknown to this version, kept unchanged.
            Unknown($type),
        }

        impl $name {
            /// The values that are known to this version.
            pub const VALUES: &'static [$constant] = &[$($value),*];

            /// Returns the value as it is written in JSON.
            #[must_use]
            pub fn $as(&self) -> $type {
                match self {
                    $( Self::$variant => <$type>::from($value), )*
                    Self::Unknown(value) => value.clone(),
                }
            }
        }

        impl ::core::convert::From<$type> for $name {
            fn from(value: $type) -> Self {
                $( if value == $value {
                    return Self::$variant;
                } )*
                Self::Unknown(value)
            }
        }

        impl ::core::convert::From<$name> for $type {
            #[inline]
            fn from(value: $name) -> Self {
                value.$as()
            }
        }

        impl $crate::Json for $name {
            fn empty() -> Self {
                Self::Unknown(<$type as $crate::Json>::empty())
            }
        }

        impl $crate::model_parts::Part for $name {
            fn fill(
                &mut self,
                reader: &mut $crate::Reader<'_>,
                place: $crate::model_parts::Place,
            ) -> ::core::result::Result<(), $crate::ReadError> {
                let mut value = <$type as $crate::Json>::empty();
                $crate::model_parts::Part::fill(&mut value, reader, place)?;
                *self = Self::from(value);
                ::core::result::Result::Ok(())
            }

            fn view(&self) -> $crate::model_parts::View<'_> {
                $crate::model_parts::View::Other(self)
            }
        }

        impl $crate::model_parts::Leaf for $name {
            fn write(&self, writer: &mut $crate::Writer) {
                writer.scalar(&self.$as());
            }

            fn equals(&self, other: &dyn $crate::model_parts::Leaf) -> bool {
                let other: &dyn ::core::any::Any = other;
                other.downcast_ref::<Self>().is_some_and(|other| self == other)
            }

            fn check(&self, _rule: &$crate::Rule, checker: &mut $crate::Checker) {
                let value = self.$as();
                if matches!(Self::from(value.clone()), Self::Unknown(_)) {
                    $crate::model_parts::report_unlisted(&value, &[$(stringify!($value)),*], checker);
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$as(), formatter)
            }
        }

        $crate::json_bridge! { $name }
    };
}
