//! The macros that make a model out of an enum: of values of several types, and of strings.

/// Makes a model of a union: the enum with an added `Unknown` variant, its conversions, and how it
/// is read, written and checked.
///
/// The constant says how the variants are told apart, see [`Decision`](crate::Decision). What fits
/// none is kept in `Unknown`. `#[json(max_length = 3)]` before a variant gives its rules. Each variant gets a `From` for its payload (for the inside of a
/// [`Box`]); `#[from(none)]` before a variant leaves it out, for payloads that stand twice.
///
/// ```
/// northflank_runtime::union! {
///     /// A number or a list of names, told apart by the JSON kind.
///     pub enum Amount {
///         /// A number.
///         Number(i64),
///         /// Names.
///         Names(Vec<String>),
///     }
///     const DECISION: Decision = Decision { kinds: &[(Kind::Number, 0), (Kind::Array, 1)], objects: Objects::None };
/// }
/// let amount: Amount = northflank_runtime::from_slice(b"7")?;
/// assert_eq!(amount, Amount::from(7));
/// # Ok::<(), northflank_runtime::ReadError>(())
/// ```
#[macro_export]
macro_rules! union {
    (
        $(#[doc = $doc:expr])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                $(#[from($flag:ident)])?
                $(#[json($($rule:tt)+)])?
                $variant:ident ( $($payload:tt)+ )
            ),* $(,)?
        }
        const DECISION: Decision = $decision:expr;
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                $variant($($payload)+),
            )*
            /// A value that fits none of the others, kept as it came.
            Unknown($crate::Value),
        }

        impl $name {
            /// Checks the rules of all members; a value that fits no variant has none, unless it was taken for one
            /// by counting its members.
            ///
            /// # Errors
            /// If at least one is broken; all of them are listed.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                $crate::validate(self, &$crate::Rule::NONE)
            }
        }

        $( $crate::json_from! { $name $variant [$($flag)?] $($payload)+ } )*

        const _: () = {
            use $crate::model_parts::decision::*;

            enum JsonVariant { $($variant,)* Unknown }

            const VARIANTS: &[JsonVariant] = &[$(JsonVariant::$variant,)* JsonVariant::Unknown];

            static NAMES: &[&str] = &[$(stringify!($variant)),*];

            static DECISION: Decision = $decision;

            impl $crate::Json for $name {
                fn read(reader: &mut $crate::Reader<'_>) -> ::core::result::Result<Self, $crate::ReadError> {
                    let entered = DECISION.enter(reader, NAMES)?;
                    match read_option(entered.option, reader) {
                        ::core::result::Result::Ok(value) => {
                            reader.leave_variant();
                            ::core::result::Result::Ok(value)
                        }
                        ::core::result::Result::Err(error) => entered.kept(reader, error).map(Self::Unknown),
                    }
                }

                fn write(&self, writer: &mut $crate::Writer) {
                    match self {
                        $( Self::$variant(value) => $crate::Json::write(value, writer), )*
                        Self::Unknown(value) => $crate::Json::write(value, writer),
                    }
                }

                fn check(&self, _rule: &$crate::Rule, checker: &mut $crate::Checker) {
                    match self {
                        $( Self::$variant(value) => $crate::Json::check(value, $crate::json_rule!($($($rule)+)?), checker), )*
                        Self::Unknown(value) => {
                            if const { DECISION.counts() } {
                                check_unknown(value, &DECISION, NAMES, |option, reader| {
                                    read_option(option, reader).map(|value| value.validate().is_ok())
                                }, checker);
                            }
                        }
                    }
                }
            }

            fn read_option(
                option: usize,
                reader: &mut $crate::Reader<'_>,
            ) -> ::core::result::Result<$name, $crate::ReadError> {
                match VARIANTS[option] {
                    $( JsonVariant::$variant => $crate::Json::read(reader).map($name::$variant), )*
                    JsonVariant::Unknown => $crate::Json::read(reader).map($name::Unknown),
                }
            }
        };

        $crate::json_bridge! { $name }
    };
}

/// The conversion from the payload of a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! json_from {
    ($name:ident $variant:ident [none] $($payload:tt)+) => {};
    // A long payload stands on a line of its own, with a comma behind it.
    ($name:ident $variant:ident [] Box<$payload:ty> $(,)?) => {
        impl ::core::convert::From<$payload> for $name {
            #[inline]
            fn from(value: $payload) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }
    };
    ($name:ident $variant:ident [] $payload:ty $(,)?) => {
        impl ::core::convert::From<$payload> for $name {
            #[inline]
            fn from(value: $payload) -> Self {
                Self::$variant(value)
            }
        }
    };
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
