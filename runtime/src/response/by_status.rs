//! Responses other than a single JSON value: enums selected by status, text and bytes; and typed error bodies.

use bytes::Bytes;

use super::Response;
use super::raw::RawResponse;
use crate::error::{Error, ErrorKind, unsupported_coding};
use crate::json::{self, Json, ReadError};

/// A type that can be parsed from the status and body of a response.
///
/// Implemented by every [`Json`] type, and by the enums that [`responses!`](crate::responses) declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a response",
    note = "use a model, an enum of `responses!`, or `Value` for any JSON"
)]
pub trait FromResponse: Sized {
    /// Parses the body of a response with the given status.
    ///
    /// # Errors
    /// Returns an error if the body does not match the type declared for the status.
    fn from_response(status: u16, body: &Bytes) -> Result<Self, ReadError>;

    /// Like [`from_response`](Self::from_response), for a body with a size limit, from which the limit of the memory of
    /// the value follows.
    #[doc(hidden)]
    fn from_limited(status: u16, body: &Bytes, limit: usize) -> Result<Self, ReadError> {
        let _ = limit;
        Self::from_response(status, body)
    }
}

impl<T: Json> FromResponse for T {
    fn from_response(_: u16, body: &Bytes) -> Result<Self, ReadError> {
        json::from_slice(body)
    }

    fn from_limited(_: u16, body: &Bytes, limit: usize) -> Result<Self, ReadError> {
        json::from_body(body, &[], limit)
    }
}

impl Error {
    /// Parses the body of an error response into the error type documented for the operation, or into any model.
    ///
    /// Returns `None` unless the kind is [`Status`](ErrorKind::Status) or [`Redirect`](ErrorKind::Redirect). Parsing
    /// happens on each call; [`body`](Self::body) keeps returning the unparsed bytes.
    ///
    /// ```
    /// # use faithful_runtime::{Error, Map};
    /// # fn report(error: &Error) {
    /// if let Some(Ok(problem)) = error.read::<Map>() {
    ///     println!("{:?}", problem.get("title"));
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns an error if the body does not match `T`.
    #[must_use]
    pub fn read<T: FromResponse>(&self) -> Option<Result<T, ReadError>> {
        let is_error_response = matches!(self.kind(), ErrorKind::Status | ErrorKind::Redirect);
        let (status, body) = (self.status()?, self.body()?);
        let limit = self.body_limit().max(body.len());
        is_error_response.then(|| match self.headers().and_then(unsupported_coding) {
            Some(problem) if !body.is_empty() => Err(ReadError::mismatch("$".to_owned(), problem)),
            Some(_) | None => T::from_limited(status.as_u16(), body, limit),
        })
    }
}

pub(crate) fn read_by_status<T: FromResponse>(raw: RawResponse) -> Result<Response<T>, Error> {
    match T::from_limited(raw.status.as_u16(), &raw.body, raw.body_limit) {
        Ok(value) => Ok(Response::new(value, raw)),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

pub(crate) fn read_text(raw: RawResponse) -> Result<Response<String>, Error> {
    match read_text_body(&raw.body) {
        Ok(text) => Ok(Response::new(text, raw)),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

/// Decodes a body as UTF-8.
///
/// # Errors
/// Returns an error if the body is not valid UTF-8.
#[doc(hidden)]
pub fn read_text_body(body: &Bytes) -> Result<String, ReadError> {
    json::utf8(body).map(str::to_owned)
}

/// Declares an enum of the documented responses of an operation.
///
/// Each variant covers the statuses in `#[on(from, to, format)]`, both inclusive; the first variant that covers a status
/// is used. The format is `json` (optionally followed by the path of properties to the value), `text`, `bytes` or
/// `empty`. The macro adds a variant `Other` for all other statuses.
///
/// ```
/// use faithful_runtime::{FromResponse as _, Bytes};
///
/// faithful_runtime::responses! {
///     /// The response of `countThings`.
///     pub enum Count {
///         /// `200`: the number of things.
///         #[on(200, 200, json, "data")]
///         Ok(i64),
///         /// `204`: no things.
///         #[on(204, 204, empty)]
///         NoContent,
///         /// `2XX`: a text.
///         #[on(200, 299, text)]
///         Success(String),
///     }
/// }
/// assert_eq!(Count::from_response(200, &Bytes::from(r#"{"data": 7}"#))?, Count::Ok(7));
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
#[macro_export]
macro_rules! responses {
    (
        $(#[doc = $doc:expr])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                #[on($from:literal, $to:literal, $form:ident $(, $property:expr)*)]
                $variant:ident $(($payload:ty $(,)?))?
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
            /// A status that is not documented, with the unparsed body.
            Other($crate::StatusCode, $crate::Bytes),
        }

        impl $crate::FromResponse for $name {
            fn from_response(
                status: u16,
                body: &$crate::Bytes,
            ) -> ::core::result::Result<Self, $crate::ReadError> {
                Self::from_limited(status, body, ::core::cmp::Ord::max($crate::RESPONSE_LIMIT, body.len()))
            }

            fn from_limited(
                status: u16,
                body: &$crate::Bytes,
                limit: usize,
            ) -> ::core::result::Result<Self, $crate::ReadError> {
                // Only JSON is limited.
                let _ = limit;
                $(
                    if ($from..=$to).contains(&status) {
                        return $crate::responses!(@$form $variant body limit [$($property),*]);
                    }
                )*
                let status = $crate::StatusCode::from_u16(status).unwrap_or_default();
                ::core::result::Result::Ok(Self::Other(status, body.clone()))
            }
        }
    };
    (@json $variant:ident $body:ident $limit:ident [$($property:expr),*]) => {
        $crate::from_body($body, &[$($property),*], $limit).map(Self::$variant)
    };
    (@text $variant:ident $body:ident $limit:ident []) => {
        $crate::read_text_body($body).map(Self::$variant)
    };
    (@bytes $variant:ident $body:ident $limit:ident []) => {
        ::core::result::Result::Ok(Self::$variant($body.clone()))
    };
    (@empty $variant:ident $body:ident $limit:ident []) => {
        ::core::result::Result::Ok(Self::$variant)
    };
}
