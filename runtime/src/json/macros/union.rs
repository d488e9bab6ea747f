//! The macro that makes a model out of an enum of values of several types.

/// Makes a model of a union: the enum with an added `Unknown` variant, its conversions, and how it
/// is read, written and checked.
///
/// The constant says how the variants are told apart, see [`Selection`](crate::Selection). What fits
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
///     const SELECTION: Selection = Selection { kinds: &[(Kind::Number, 0), (Kind::Array, 1)], objects: Objects::None };
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
        const SELECTION: Selection = $selection:expr;
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
            use $crate::model_parts::selection::*;

            enum JsonVariant { $($variant,)* Unknown }

            const VARIANTS: &[JsonVariant] = &[$(JsonVariant::$variant,)* JsonVariant::Unknown];

            static NAMES: &[&str] = &[$(stringify!($variant)),*];

            static SELECTION: Selection = $selection;

            impl $crate::Json for $name {
                fn read(reader: &mut $crate::Reader<'_>) -> ::core::result::Result<Self, $crate::ReadError> {
                    let entered = SELECTION.enter(reader, NAMES)?;
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
                            if const { SELECTION.counts() } {
                                check_unknown(value, &SELECTION, NAMES, |option, reader| {
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
