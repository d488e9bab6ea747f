//! Answers that are no single JSON value: several statuses, text, bytes; and errors read by their status.

use bytes::Bytes;

use super::Response;
use super::received::Answer;
use crate::error::{Error, ErrorKind};
use crate::json::{self, Json, ReadError};

/// What can be read from the body of an answer, once its status is known: every model, and the enums that
/// [`responses!`](crate::answers) makes.
pub trait FromResponse: Sized {
    /// Reads the body of an answer with this status.
    ///
    /// # Errors
    /// If the body is not what is due for the status.
    fn from_response(status: u16, body: &Bytes) -> Result<Self, ReadError>;
}

impl<T: Json> FromResponse for T {
    fn from_response(_: u16, body: &Bytes) -> Result<Self, ReadError> {
        json::from_slice(body)
    }
}

impl Error {
    /// Reads the body of an unsuccessful answer as what the description of the service says about it: as the
    /// enum of the operation, or as any model. Nothing is read until this is called, and the
    /// [`body`](Self::body) stays as it came. `None` when there is no such answer.
    ///
    /// ```
    /// # use northflank_runtime::{Error, Map};
    /// # fn report(error: &Error) {
    /// if let Some(Ok(problem)) = error.read::<Map>() {
    ///     println!("{:?}", problem.get("title"));
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the body is not what is due.
    #[must_use]
    pub fn read<T: FromResponse>(&self) -> Option<Result<T, ReadError>> {
        let is_answer = matches!(self.kind(), ErrorKind::Status | ErrorKind::Redirect);
        let (status, body) = (self.status()?, self.body()?);
        is_answer.then(|| T::from_response(status.as_u16(), body))
    }
}

pub(crate) fn read_by_status<T: FromResponse>(answer: Answer) -> Result<Response<T>, Error> {
    match T::from_response(answer.status.as_u16(), &answer.body) {
        Ok(value) => Ok(Response::new(value, answer)),
        Err(error) => Err(Error::decode(answer, error)),
    }
}

pub(crate) fn read_text(answer: Answer) -> Result<Response<String>, Error> {
    match read_text_body(&answer.body) {
        Ok(text) => Ok(Response::new(text, answer)),
        Err(error) => Err(Error::decode(answer, error)),
    }
}

/// A body as text.
///
/// # Errors
/// If it is not UTF-8.
#[doc(hidden)]
pub fn read_text_body(body: &Bytes) -> Result<String, ReadError> {
    json::utf8(body).map(str::to_owned)
}

/// Makes an enum of what an operation answers, a variant per status or range of statuses, the first that fits
/// first. A status that fits none gives the added variant `Other`.
///
/// ```
/// use northflank_runtime::{FromResponse as _, Bytes};
///
/// northflank_runtime::responses! {
///     /// What `countThings` says.
///     pub enum Count {
///         /// `200`: how many there are.
///         #[on(200, 200, json, "data")]
///         Ok(i64),
///         /// `204`: none.
///         #[on(204, 204, empty)]
///         NoContent,
///         /// `2XX`: a text.
///         #[on(200, 299, text)]
///         Success(String),
///     }
/// }
/// assert_eq!(Count::from_response(200, &Bytes::from(r#"{"data": 7}"#))?, Count::Ok(7));
/// # Ok::<(), northflank_runtime::ReadError>(())
/// ```
#[macro_export]
macro_rules! responses {
    (
        $(#[doc = $doc:expr])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                #[on($from:literal, $to:literal, $form:ident $(, $member:expr)*)]
                $variant:ident $(($payload:ty))?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                $variant $(($payload))?,
            )*
            /// A status that this version does not list, with the body as it came.
            Other($crate::StatusCode, $crate::Bytes),
        }

        impl $crate::FromResponse for $name {
            fn from_response(
                status: u16,
                body: &$crate::Bytes,
            ) -> ::core::result::Result<Self, $crate::ReadError> {
                $(
                    if ($from..=$to).contains(&status) {
                        return $crate::responses!(@$form $variant body [$($member),*]);
                    }
                )*
                let status = $crate::StatusCode::from_u16(status).unwrap_or_default();
                ::core::result::Result::Ok(Self::Other(status, body.clone()))
            }
        }
    };
    (@json $variant:ident $body:ident [$($member:expr),*]) => {
        $crate::from_slice_at($body, &[$($member),*]).map(Self::$variant)
    };
    (@text $variant:ident $body:ident []) => {
        $crate::read_text_body($body).map(Self::$variant)
    };
    (@bytes $variant:ident $body:ident []) => {
        ::core::result::Result::Ok(Self::$variant($body.clone()))
    };
    (@empty $variant:ident $body:ident []) => {
        ::core::result::Result::Ok(Self::$variant)
    };
}
