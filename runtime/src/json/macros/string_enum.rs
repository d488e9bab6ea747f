//! The macro that declares a string enum, and the functions that all string enums share. An enum only adds its
//! table of values.

/// Returns the index of a string in a table of values.
#[doc(hidden)]
#[must_use]
pub fn position(values: &[&str], text: &str) -> Option<usize> {
    values.iter().position(|value| *value == text)
}

/// Declares a model of a string enum: the enum with an added `Unknown` variant, its conversions, and its
/// [`Json`](crate::Json) implementation.
///
/// The documentation of a variant ends with its value as inline code. `#[shown("…")]` replaces it, for a value that
/// Markdown would not show as such.
///
/// ```
/// faithful_runtime::string_enum! {
///     /// Policy for a run that starts while another one is active.
///     pub enum Concurrency {
///         /// Runs both at the same time.
///         Allow = "allow",
///         Queue = "queue",
///     }
/// }
/// assert_eq!(Concurrency::from("queue"), Concurrency::Queue);
/// assert_eq!(Concurrency::from("later").as_str(), "later");
/// assert_eq!(Concurrency::VALUES, ["allow", "queue"]);
/// assert!(Concurrency::Queue == "queue" && Concurrency::from("later") == "later");
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                $(#[shown($shown:literal)])?
                $variant:ident = $value:literal
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[cfg_attr(feature = $feature, doc = $crate::used_by!($feature, $method))])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = $crate::string_enum_doc!($value $($shown)?)]
                $variant,
            )*
            /// A value that is unknown to this version, kept unchanged.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The values that are known to this version.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// Returns the value as it is written in JSON.
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

            static NAMES: $crate::model_parts::Names = $crate::model_parts::Names {
                values: $name::VALUES,
                names: &[$(stringify!($variant)),*],
            };

            impl ::core::convert::From<&str> for $name {
                fn from(text: &str) -> Self {
                    match $crate::model_parts::position(Self::VALUES, text) {
                        ::core::option::Option::Some(index) => VARIANTS[index].clone(),
                        ::core::option::Option::None => Self::Unknown(text.to_owned()),
                    }
                }
            }

            impl ::core::cmp::PartialEq<str> for $name {
                #[inline]
                fn eq(&self, text: &str) -> bool {
                    self.as_str() == text
                }
            }

            impl ::core::cmp::PartialEq<&str> for $name {
                #[inline]
                fn eq(&self, text: &&str) -> bool {
                    self.as_str() == *text
                }
            }

            impl $crate::Json for $name {
                fn empty() -> Self {
                    Self::Unknown(::std::string::String::new())
                }
            }

            impl $crate::model_parts::Part for $name {
                fn fill(
                    &mut self,
                    reader: &mut $crate::Reader<'_>,
                    _place: $crate::model_parts::Place,
                ) -> ::core::result::Result<(), $crate::ReadError> {
                    *self = Self::from(&*reader.string()?);
                    ::core::result::Result::Ok(())
                }

                fn view(&self) -> $crate::model_parts::View<'_> {
                    let is_listed = !::core::matches!(self, Self::Unknown(_));
                    $crate::model_parts::View::Enum(self.as_str(), &NAMES, is_listed)
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
            // `Self::Err` may also be a variant.
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
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

/// The documentation of a variant: its value as inline code.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum_doc {
    ($value:literal) => {
        concat!("`", $value, "`")
    };
    ($value:literal $shown:literal) => {
        $shown
    };
}
