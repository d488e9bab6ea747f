//! A member that can be left alone, set to null, or set to a value.

/// A member that is optional and nullable: leaving it out and setting it to null mean different
/// things.
///
/// ```
/// # use northflank_runtime::Patch;
/// let description: Patch<String> = "new".to_owned().into();
/// assert_eq!(description, Patch::Set("new".to_owned()));
/// assert_eq!(Patch::<String>::from(None), Patch::Null);
/// assert_eq!(Patch::<String>::default(), Patch::Keep);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The member is left out: what is there stays.
    #[default]
    Keep,
    /// The member is `null`: what is there is removed.
    Null,
    /// The member has this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the member is left out.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Whether the member is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value by reference; [`Keep`](Self::Keep) and [`Null`](Self::Null) as they are.
    #[must_use]
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Null => Patch::Null,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// The value, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Keep | Self::Null => None,
            Self::Set(value) => Some(value),
        }
    }

    /// A reference to the value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Keep | Self::Null => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Another value in place of the value.
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

/// `None` is [`Patch::Null`].
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
