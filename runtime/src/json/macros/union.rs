//! The macro that declares a union model: an enum with one variant per option.

/// Declares a model of a union: the enum with an added `Unknown` variant, its conversions, and its
/// [`Json`](crate::Json) implementation.
///
/// The constant defines how a variant is selected, see [`Selection`](crate::Selection). A value that matches no variant
/// is kept in `Unknown`. `#[json(max_length = 3)]` on a variant sets the rules for its value. Each variant has a `From`
/// implementation for its payload (for the inner type of a [`Box`]); `#[from(none)]` on a variant omits it, for a
/// payload type that occurs twice.
///
/// ```
/// northflank_runtime::union! {
///     /// A number or a list of names, selected by the JSON type.
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
        $(#[used_by($feature:literal, $method:literal)])*
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
        $(#[cfg_attr(feature = $feature, doc = $crate::used_by!($feature, $method))])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = ""]
                $variant($($payload)+),
            )*
            /// A value that matches no other variant, kept unchanged.
            Unknown($crate::Value),
        }

        impl $name {
            /// Checks the value against the constraints of the API. A value that matches no variant has none,
            /// unless its variant was selected heuristically.
            ///
            /// # Errors
            /// Returns all violations, each with its JSON path, if there is at least one.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                $crate::validate(self, &$crate::Rule::NONE)
            }
        }

        $( $crate::json_from! { $name $variant [$($flag)?] $($payload)+ } )*

        const _: () = {
            enum __JsonVariant { $($variant,)* Unknown }

            const VARIANTS: &[__JsonVariant] = &[$(__JsonVariant::$variant,)* __JsonVariant::Unknown];

            static NAMES: &[&str] = &[$(stringify!($variant)),*];

            static SELECTION: $crate::model_parts::selection::Selection = {
                // Only here, because models may have the names of these types.
                use $crate::model_parts::selection::*;
                $selection
            };

            impl $crate::Json for $name {
                const HAS_NULL: bool = SELECTION.has_null();

                fn read(reader: &mut $crate::Reader<'_>) -> ::core::result::Result<Self, $crate::ReadError> {
                    let mut entered = SELECTION.enter(reader, NAMES)?;
                    loop {
                        match read_option(entered.option, reader) {
                            ::core::result::Result::Ok(value) => {
                                reader.leave_variant();
                                return ::core::result::Result::Ok(value);
                            }
                            ::core::result::Result::Err(error) => {
                                entered = entered.next(error, &SELECTION, NAMES, reader)?;
                            }
                        }
                    }
                }

                fn write(&self, writer: &mut $crate::Writer) {
                    match self {
                        $( Self::$variant(value) => $crate::Json::write(value, writer), )*
                        Self::Unknown(value) => $crate::Json::write(value, writer),
                    }
                }

                fn check(&self, _rule: &$crate::Rule, checker: &mut $crate::Checker) {
                    if const { SELECTION.has_checked_tags() } {
                        checker.enter_variant();
                    }
                    match self {
                        $( Self::$variant(value) => $crate::Json::check(value, $crate::json_rule!($($($rule)+)?), checker), )*
                        Self::Unknown(value) => {
                            if const { SELECTION.counts() } {
                                $crate::model_parts::selection::check_unknown(value, &SELECTION, NAMES, |option, reader| {
                                    read_option(option, reader).map(|value| value.validate().is_ok())
                                }, checker);
                            }
                        }
                    }
                    if const { SELECTION.has_checked_tags() } {
                        checker.leave_variant();
                        let variant = match self {
                            $( Self::$variant(_) => __JsonVariant::$variant, )*
                            Self::Unknown(_) => __JsonVariant::Unknown,
                        };
                        $crate::model_parts::selection::check_tag(self, variant as usize, NAMES.len(), &SELECTION, checker);
                    }
                }
            }

            fn read_option(
                option: usize,
                reader: &mut $crate::Reader<'_>,
            ) -> ::core::result::Result<$name, $crate::ReadError> {
                match VARIANTS[option] {
                    $( __JsonVariant::$variant => $crate::Json::read(reader).map($name::$variant), )*
                    __JsonVariant::Unknown => $crate::Json::read(reader).map($name::Unknown),
                }
            }
        };

        $crate::json_bridge! { $name }
    };
}

/// The `From` implementation for the payload of a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! json_from {
    ($name:ident $variant:ident [none] $($payload:tt)+) => {};
    // The formatter moves a long payload to a separate line and adds a trailing comma.
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
