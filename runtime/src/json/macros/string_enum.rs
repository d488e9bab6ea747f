//! The macro that makes a model out of an enum of strings, and what all of these share: each brings its table of
//! values, the rest exists once.

use crate::json::Checker;

/// The place of a string in a table of values.
#[doc(hidden)]
#[must_use]
pub fn position(values: &[&str], text: &str) -> Option<usize> {
    values.iter().position(|value| *value == text)
}

/// Reports a string that the table does not list.
#[doc(hidden)]
pub fn check_listed(text: &str, values: &[&str], checker: &mut Checker) {
    if position(values, text).is_none() {
        checker.unlisted(text, values);
    }
}

/// Makes a model of an enumeration of strings: the enum with an added `Unknown` variant, its
/// conversions, and how it is read, written and checked.
///
/// ```
/// northflank_runtime::string_enum! {
///     /// What happens to a second run.
///     pub enum Concurrency {
///         /// Both run.
///         Allow = "allow",
///         Queue = "queue",
///     }
/// }
/// assert_eq!(Concurrency::from("queue"), Concurrency::Queue);
/// assert_eq!(Concurrency::from("later").as_str(), "later");
/// assert_eq!(Concurrency::VALUES, ["allow", "queue"]);
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $(#[doc = $doc:expr])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                $variant:ident = $value:literal
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = concat!("`", $value, "`")]
                $variant,
            )*
            /// A value that this version does not list, kept as it came.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The values that this version lists.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// The value as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Unknown(text) => text,
                }
            }
        }

        const _: () = {
            const VARIANTS: &[$name] = &[$($name::$variant),*];

            impl ::core::convert::From<&str> for $name {
                fn from(text: &str) -> Self {
                    match $crate::model_parts::position(Self::VALUES, text) {
                        ::core::option::Option::Some(index) => VARIANTS[index].clone(),
                        ::core::option::Option::None => Self::Unknown(text.to_owned()),
                    }
                }
            }

            impl $crate::Json for $name {
                fn read(reader: &mut $crate::Reader<'_>) -> ::core::result::Result<Self, $crate::ReadError> {
                    ::core::result::Result::Ok(Self::from(&*reader.string()?))
                }

                fn write(&self, writer: &mut $crate::Writer) {
                    writer.string(self.as_str());
                }

                fn check(&self, _rule: &$crate::Rule, checker: &mut $crate::Checker) {
                    $crate::model_parts::check_listed(self.as_str(), Self::VALUES, checker);
                }
            }
        };

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        $crate::json_bridge! { $name }
    };
}
