//! The macro that makes a model out of a struct.

/// Makes a model of an object: the struct, its constructor and setters, and how it is read, written and checked.
///
/// The type of each member stands behind a word that says how the member is present:
///
/// - `required<T>`: it must be there, and the constructor takes whatever becomes it;
/// - `required_typed<T>`: it must be there, and the constructor takes it as it is, so that a literal needs no type;
/// - `optional<T>`: the field is an [`Option`];
/// - `patch<T>`: optional and nullable, the field is a [`Patch`](crate::Patch);
/// - `optional_in_new<T>` and `patch_in_new<T>`: as these two, though the constructor asks for it.
///
/// `#[json("name", …)]` gives its name in JSON where it is not that of the field, and the rules that it keeps to.
/// `#[literal("name", "value")]` is a member that always holds that string and needs no field. `#[derive_default]` says that
/// nothing is required, and derives [`Default`].
///
/// `#[new_arguments(8)]` says that the constructor takes that many arguments, which Clippy must be told if it is more than seven.
///
/// `#[properties(min_properties = 1)]` limits which members there are, and `#[additional_properties(T, …)]` gives the
/// type and the rules of those that have no field.
///
/// The macro adds a private field `extra` with the members that are unknown.
///
/// ```
/// mod models {
///     northflank_runtime::object! {
///         /// A wheel.
///         #[literal("kind", "Wheel")]
///         pub struct Wheel {
///             /// Its name.
///             #[json("name", max_length = 20)]
///             pub name: required<String>,
///             /// How many spokes it has.
///             #[json("spokeCount", minimum = 3)]
///             pub spokes: optional<i64>,
///         }
///     }
/// }
/// let wheel = models::Wheel::new("front").spokes(2);
/// assert_eq!(northflank_runtime::to_vec(&wheel), br#"{"kind":"Wheel","name":"front","spokeCount":2}"#);
/// assert_eq!(wheel.validate().unwrap_err().to_string(), "$.spokeCount: must be at least 3, is 2");
/// ```
#[macro_export]
macro_rules! object {
    (
        $(#[doc = $doc:expr])*
        $(#[literal($literal_key:literal, $literal_value:literal)])*
        #[derive_default]
        $($rest:tt)*
    ) => {
        $crate::object! {
            $(#[doc = $doc])*
            #[derive(Default)]
            $(#[literal($literal_key, $literal_value)])*
            $($rest)*
        }
    };
    (
        $(#[doc = $doc:expr])*
        $(#[derive($derive:ident)])?
        $(#[literal($literal_key:literal, $literal_value:literal)])*
        $(#[new_arguments($new_arguments:literal)])?
        $(#[properties($($members:tt)+)])?
        $(#[additional_properties($rest:ty $(, $($rest_rule:tt)+)?)])?
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                $(#[json($key:literal $(, $($rule:tt)+)?)])?
                $field_visibility:vis $field:ident :
                    $(required<$required:ty $(,)?>)? $(required_typed<$required_typed:ty $(,)?>)? $(optional<$optional:ty $(,)?>)? $(patch<$patch:ty $(,)?>)?
                    $(optional_in_new<$optional_in_new:ty $(,)?>)? $(patch_in_new<$patch_in_new:ty $(,)?>)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq $(, $derive)?)]
        #[non_exhaustive]
        $visibility struct $name {
            $(
                $(#[doc = $field_doc])*
                #[doc = $crate::json_documentation!($field $($key)?; $($field_doc)*)]
                $field_visibility $field:
                    $($required)? $($required_typed)? $(::core::option::Option<$optional>)? $($crate::Patch<$patch>)?
                    $(::core::option::Option<$optional_in_new>)? $($crate::Patch<$patch_in_new>)?,
            )*
            extra: $crate::Extra,
        }

        impl $name {
            /// Makes one out of what must be given; all else is absent.
            $(
                #[doc = concat!("\n", stringify!($new_arguments), " members must be given.")]
                #[expect(clippy::too_many_arguments, reason = "the API demands each of these members")]
            )?
            #[must_use]
            #[inline]
            pub fn new($(
                $($field: impl ::core::convert::Into<$required>,)?
                $($field: $required_typed,)?
                $($field: impl ::core::convert::Into<$optional_in_new>,)?
                $($field: impl ::core::convert::Into<$crate::Patch<$patch_in_new>>,)?
            )*) -> Self {
                Self {
                    $($field:
                        $(::core::convert::Into::<$required>::into($field))?
                        $({ let given: $required_typed = $field; given })?
                        $(::core::option::Option::<$optional>::None)?
                        $($crate::Patch::<$patch>::Keep)?
                        $(::core::option::Option::Some(::core::convert::Into::<$optional_in_new>::into($field)))?
                        $(::core::convert::Into::<$crate::Patch<$patch_in_new>>::into($field))?,
                    )*
                    extra: $crate::Extra::default(),
                }
            }

            $(
                $( $crate::json_setter! { optional $field $optional } )?
                $( $crate::json_setter! { patch $field $patch } )?
                $( $crate::json_setter! { optional $field $optional_in_new } )?
                $( $crate::json_setter! { patch $field $patch_in_new } )?
            )*

            /// The members that this version does not know.
            #[must_use]
            #[inline]
            pub fn extra(&self) -> &$crate::Extra {
                &self.extra
            }

            /// The members that this version does not know, to change them.
            #[inline]
            pub fn extra_mut(&mut self) -> &mut $crate::Extra {
                &mut self.extra
            }

            $(
                /// The members that have no field of their own, as the type that the API gives them.
                ///
                /// # Errors
                /// If one of them is of another type; [`extra`](Self::extra) has it as it came.
                pub fn typed_extra(
                    &self,
                ) -> ::core::result::Result<::std::collections::BTreeMap<String, $rest>, $crate::ReadError> {
                    self.extra.typed()
                }

                /// Adds a member that has no field of its own, or replaces it.
                #[must_use]
                pub fn with_extra(
                    mut self,
                    key: impl ::core::convert::Into<String>,
                    value: impl ::core::convert::Into<$rest>,
                ) -> Self {
                    self.extra.insert_typed::<$rest>(
                        ::core::convert::Into::into(key),
                        &::core::convert::Into::into(value),
                    );
                    self
                }
            )?

            /// Checks the rules of all members.
            ///
            /// # Errors
            /// If at least one is broken; all of them are listed.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                $crate::validate(self, &$crate::Rule::NONE)
            }
        }

        const _: () = {
            #[expect(non_camel_case_types, reason = "the variants are named for the fields")]
            enum JsonMember { $($field,)* extra }

            const MEMBERS: &[JsonMember] = &[$(JsonMember::$field,)* JsonMember::extra];

            static SHAPE: $crate::model_parts::Shape = $crate::model_parts::Shape::new(
                &[$(($literal_key, $literal_value)),*],
                &[$($crate::json_member!($field $($key)?; $($required)? $($required_typed)?)),*],
            );

            impl $crate::Json for $name {
                fn read(reader: &mut $crate::Reader<'_>) -> ::core::result::Result<Self, $crate::ReadError> {
                    $( let mut $field = $crate::model_parts::Slot::EMPTY; )*
                    let mut members = $crate::model_parts::Members::begin(reader, &SHAPE)?;
                    let mut inside = true;
                    while inside {
                        let outcome = match MEMBERS[members.next(reader)?] {
                            $( JsonMember::$field => reader.
                                $(required::<$required>)? $(required::<$required_typed>)? $(optional::<$optional>)?
                                $(patch::<$patch>)? $(optional::<$optional_in_new>)? $(patch::<$patch_in_new>)?
                                (&mut $field), )*
                            JsonMember::extra => {
                                inside = false;
                                ::core::result::Result::Ok(())
                            }
                        };
                        outcome?;
                    }
                    $(
                        $( let ::core::option::Option::<$required>::Some($field) = $field else {
                            return ::core::result::Result::Err(members.absent(reader));
                        }; )?
                        $( let ::core::option::Option::<$required_typed>::Some($field) = $field else {
                            return ::core::result::Result::Err(members.absent(reader));
                        }; )?
                    )*
                    ::core::result::Result::Ok(Self { $($field,)* extra: members.into_extra() })
                }

                fn write(&self, writer: &mut $crate::Writer) {
                    writer.begin_members(&SHAPE);
                    $( writer.
                        $(required::<$required>)? $(required::<$required_typed>)? $(optional::<$optional>)?
                        $(patch::<$patch>)? $(optional::<$optional_in_new>)? $(patch::<$patch_in_new>)?
                        ($crate::json_key!($field $($key)?), &self.$field); )*
                    writer.end_members(&SHAPE, &self.extra);
                }

                fn check(&self, _rule: &$crate::Rule, checker: &mut $crate::Checker) {
                    let _ = &checker;
                    $( checker.
                        $(required::<$required>)? $(required::<$required_typed>)? $(optional::<$optional>)?
                        $(patch::<$patch>)? $(optional::<$optional_in_new>)? $(patch::<$patch_in_new>)?
                        ($crate::json_key!($field $($key)?), &self.$field, $crate::json_rule!($($($($rule)+)?)?)); )*
                    $( $crate::model_parts::check_members(self, &self.extra, $crate::json_rule!($($members)+), checker); )?
                    $(
                        let rule = $crate::json_rule!($($($rest_rule)+)?);
                        $crate::model_parts::check_rest::<$rest>(&self.extra, rule, checker);
                    )?
                }
            }
        };

        $crate::json_bridge! { $name }
    };
}

/// The name of a member in JSON: its own, or that of its field.
#[doc(hidden)]
#[macro_export]
macro_rules! json_key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// What is said about a member of which the document says nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! json_documentation {
    ($field:ident $($key:literal)?;) => {
        concat!(" The member `", $crate::json_key!($field $($key)?), "`.")
    };
    ($field:ident $($key:literal)?; $($doc:tt)+) => { "" };
}

/// An entry in the table of members: the name, and whether it must be there.
#[doc(hidden)]
#[macro_export]
macro_rules! json_member {
    ($field:ident $($key:literal)?;) => { ($crate::json_key!($field $($key)?), false) };
    ($field:ident $($key:literal)?; $required:ty) => { ($crate::json_key!($field $($key)?), true) };
}

/// The setter of a member that need not be there.
#[doc(hidden)]
#[macro_export]
macro_rules! json_setter {
    (optional $field:ident $type:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](field@Self::", stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $field(mut self, value: impl ::core::convert::Into<$type>) -> Self {
            self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
            self
        }
    };
    (patch $field:ident $type:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](field@Self::", stringify!($field), "); `None` sets it to null.")]
        #[must_use]
        #[inline]
        pub fn $field(mut self, value: impl ::core::convert::Into<$crate::Patch<$type>>) -> Self {
            self.$field = ::core::convert::Into::into(value);
            self
        }
    };
}

/// The serde implementations of a model.
#[doc(hidden)]
#[macro_export]
macro_rules! json_bridge {
    ($name:ident) => {
        impl $crate::model_parts::serde::Serialize for $name {
            fn serialize<S: $crate::model_parts::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model_parts::serialize(self, serializer)
            }
        }

        impl<'de> $crate::model_parts::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::model_parts::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model_parts::deserialize(deserializer)
            }
        }
    };
}
