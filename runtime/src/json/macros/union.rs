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
/// faithful_runtime::union! {
///     /// A number or a list of names, selected by the JSON type.
///     pub enum Amount {
///         /// A number.
///         Number(i64),
///         /// Names.
///         Names(Vec<String>),
///     }
///     const SELECTION: Selection = Selection { kinds: &[(Kind::Number, 0), (Kind::Array, 1)], objects: Objects::None };
/// }
/// let amount: Amount = faithful_runtime::from_slice(b"7")?;
/// assert_eq!(amount, Amount::from(7));
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
#[macro_export]
macro_rules! union {
    (
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
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
        #[derive(Clone)]
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

        $crate::json_union! {
            $name
            $( { $variant $(($($rule)+))? } )*
            SELECTION = $selection;
        }
    };
}

/// Declares a model of a union that is only read, in the syntax of [`union!`](crate::union). It has neither constructors nor
/// conversions, unless the feature `testing-models` is enabled.
#[cfg(not(feature = "testing-models"))]
#[macro_export]
macro_rules! response_union {
    (
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
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
        #[derive(Clone)]
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

        $crate::json_union! {
            $name
            $( { $variant $(($($rule)+))? } )*
            SELECTION = $selection;
        }
    };
}

/// Declares a model of a union that is only read, in the syntax of [`union!`](crate::union). The feature `testing-models` is
/// enabled, so it has constructors and conversions like any other model.
#[cfg(feature = "testing-models")]
#[macro_export]
macro_rules! response_union {
    ($($declaration:tt)*) => {
        $crate::union! { $($declaration)* }
    };
}

/// What all unions have: reading, writing, checking, comparing and formatting.
#[doc(hidden)]
#[macro_export]
macro_rules! json_union {
    (
        $name:ident
        $( { $variant:ident $(($($rule:tt)+))? } )*
        SELECTION = $selection:expr;
    ) => {
        const _: () = {
            enum __JsonVariant { $($variant,)* Unknown }

            const VARIANTS: &[__JsonVariant] = &[$(__JsonVariant::$variant,)* __JsonVariant::Unknown];

            static SELECTION: $crate::model_parts::selection::Selection = {
                // Only here, because models may have the names of these types.
                use $crate::model_parts::selection::*;
                $selection
            };

            static TABLE: $crate::model_parts::Variants = $crate::model_parts::Variants {
                names: &[$(stringify!($variant)),*],
                rules: &[$($((__JsonVariant::$variant as usize, $crate::json_rule!($($rule)+)),)?)*],
                selection: &SELECTION,
                create: || ::std::boxed::Box::new(<$name as $crate::Json>::empty()),
            };

            impl $crate::Json for $name {
                const HAS_NULL: bool = SELECTION.has_null();

                fn empty() -> Self {
                    Self::Unknown($crate::Value::Null)
                }
            }

            impl $crate::model_parts::Part for $name {
                fn fill(
                    &mut self,
                    reader: &mut $crate::Reader<'_>,
                    _place: $crate::model_parts::Place,
                ) -> ::core::result::Result<(), $crate::ReadError> {
                    $crate::model_parts::read_variant(reader, &TABLE, self)
                }

                fn view(&self) -> $crate::model_parts::View<'_> {
                    $crate::model_parts::View::Model(self)
                }
            }

            impl $crate::model_parts::Choice for $name {
                fn select(&mut self, variant: usize) -> &mut $crate::model_parts::Field {
                    *self = match VARIANTS[variant] {
                        $( __JsonVariant::$variant => Self::$variant($crate::Json::empty()), )*
                        __JsonVariant::Unknown => Self::Unknown($crate::Value::Null),
                    };
                    match self {
                        $( Self::$variant(value) => value, )*
                        Self::Unknown(value) => value,
                    }
                }
            }

            impl $crate::model_parts::Parts for $name {
                fn visit(&self, visitor: &mut dyn $crate::model_parts::Visitor) {
                    let (variant, value): (__JsonVariant, &$crate::model_parts::Field) = match self {
                        $( Self::$variant(value) => (__JsonVariant::$variant, value), )*
                        Self::Unknown(value) => (__JsonVariant::Unknown, value),
                    };
                    visitor.variant(&TABLE, variant as usize, value);
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Debug for $name {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $crate::model_parts::debug(self, formatter)
                }
            }

            #[automatically_derived]
            impl ::core::cmp::PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    $crate::model_parts::equal(self, other)
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
    // The formatter moves a long payload, or the type in its box, to a separate line and adds a trailing comma.
    ($name:ident $variant:ident [] Box<$payload:ty $(,)?> $(,)?) => {
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
