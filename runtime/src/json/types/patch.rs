//! A field that can be omitted, set to null, or set to a value.

/// A field that is both optional and nullable, where omitting it and setting it to null have different
/// meanings.
///
/// ```
/// # use faithful_runtime::Patch;
/// let description: Patch<String> = "new".to_owned().into();
/// assert_eq!(description, Patch::Set("new".to_owned()));
/// assert_eq!(Patch::<String>::from(None), Patch::Null);
/// assert_eq!(Patch::<String>::default(), Patch::Keep);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The field is omitted: the current value does not change.
    #[default]
    Keep,
    /// The field is `null`: the current value is removed.
    Null,
    /// The field is set to this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns `true` if the field is omitted.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Returns `true` if the field is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Converts from `&Patch<T>` to `Patch<&T>`.
    #[must_use]
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Null => Patch::Null,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// Converts into the value; `None` for [`Keep`](Self::Keep) and [`Null`](Self::Null).
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Keep | Self::Null => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Returns the value; `None` for [`Keep`](Self::Keep) and [`Null`](Self::Null).
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Keep | Self::Null => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Maps a `Patch<T>` to a `Patch<U>` by applying a function to the value, if any.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Null => Patch::Null,
            Self::Set(value) => Patch::Set(change(value)),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// Converts `None` into [`Patch::Null`].
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Set)
    }
}

impl From<&str> for Patch<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}
