//! Spans that do nothing, for builds without the feature `tracing`.

use std::time::Duration;

use crate::error::Error;
use crate::json::Violation;
use crate::response::RawResponse;
use crate::send::parts::Parts;

pub(crate) struct CallSpan;

pub(crate) struct AttemptSpan;

#[expect(clippy::unused_self, reason = "same signatures as with the feature `tracing`")]
impl CallSpan {
    pub(crate) fn new(_: &Parts) -> Self {
        Self
    }

    pub(crate) fn attempt(&self, _: u32) -> AttemptSpan {
        AttemptSpan
    }

    pub(crate) fn unlisted(&self, _: &Violation) {}

    pub(crate) fn retrying(&self, _: u32, _: Duration) {}

    pub(crate) fn finish(&self, _: &Result<RawResponse, Error>) {}
}

#[expect(clippy::unused_self, reason = "same signatures as with the feature `tracing`")]
impl AttemptSpan {
    pub(crate) fn sending(&self) {}

    pub(crate) fn finish(&self, _: &Result<RawResponse, Error>) {}
}
