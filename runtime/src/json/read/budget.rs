//! The memory that a document may take once it is read.
//!
//! Nested values of a few bytes take hundreds of bytes of memory: `[{"":0},{"":0}]` takes 80 times its length. The limit
//! of the response body alone therefore does not limit the memory of a response, and a small compressed body could take
//! gigabytes. Containers and kept values are charged as they are read, by an estimate, and reading ends with an error
//! when they exceed [`MEMORY_FACTOR`] times the limit of the body.

// Cycle: the reader charges its budget, which this module declares, for what it reads.

use super::error::{MEMORY_FACTOR, ReadError};
use super::reader::{DEPTH_LIMIT, Reader};
use crate::json::Value;

/// The default size limit of a response body, in bytes.
pub const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// What every document may take, however small its limit is.
const MINIMUM: usize = 1024 * 1024;

/// An upper bound of the estimate per byte of text. A document short enough for it is not measured.
const MOST_PER_BYTE: usize = 160;

/// The bookkeeping of the allocator, per allocation.
const ALLOCATION: usize = 16;

/// The memory charged so far, and the limit of the body that it follows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) used: usize,
    limit: usize,
}

impl Budget {
    pub(super) const fn new(limit: usize) -> Self {
        Self { used: 0, limit }
    }

    const fn has(&self, bytes: usize) -> bool {
        let factor = self.limit.saturating_mul(MEMORY_FACTOR);
        let allowed = if factor > MINIMUM { factor } else { MINIMUM };
        self.used.saturating_add(bytes) <= allowed
    }
}

impl Reader<'_> {
    /// Charges memory that the next value takes.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), ReadError> {
        if !self.budget.has(bytes) {
            return Err(self.too_large());
        }
        self.budget.used += bytes;
        Ok(())
    }

    /// Charges an element of a list that has `count` elements of this size already.
    #[inline]
    pub(super) fn charge_element(&mut self, count: usize, size: usize) -> Result<(), ReadError> {
        self.charge(element_cost(count, size))
    }

    /// Charges an entry of a map that has `count` entries already.
    #[inline]
    pub(crate) fn charge_entry<T>(&mut self, count: usize, key: &str) -> Result<(), ReadError> {
        self.charge(entry_cost::<T>(count) + ALLOCATION + key.len())
    }

    /// Charges the next value, which is kept as a [`Value`].
    pub(super) fn charge_value(&mut self) -> Result<(), ReadError> {
        let mut ahead = self.look_ahead();
        let rest = ahead.text().len() - ahead.position();
        if self.budget.has(rest.saturating_mul(MOST_PER_BYTE)) {
            return Ok(());
        }
        // An error is reported when the value is read.
        ahead.skip().map_or(Ok(()), |text| self.charge(value_cost(text)))
    }

    #[cold]
    fn too_large(&self) -> ReadError {
        ReadError::too_large(self.path(), self.budget.limit)
    }
}

/// The memory for an entry of a map that has `count` entries already. A node of the tree has space for eleven; when it is
/// full, it is split.
const fn entry_cost<T>(count: usize) -> usize {
    if count == 0 || count > 10 && count.is_multiple_of(5) {
        11 * (size_of::<String>() + size_of::<T>()) + 2 * ALLOCATION
    } else {
        0
    }
}

/// The memory for an element of a list that has `count` elements of this size already. The first one takes space for four.
const fn element_cost(count: usize, size: usize) -> usize {
    match count {
        0 => 4 * size + ALLOCATION,
        1..4 => 0,
        _ => size,
    }
}

/// Estimates the memory of a [`Value`] from its text, which must be valid JSON. Of a value that is nested too deeply to
/// be kept, only the beginning counts.
fn value_cost(text: &str) -> usize {
    let mut cost = 0_usize;
    // For each open list or object: whether it is a list, and the number of its elements or entries so far.
    let (mut open, mut depth) = ([(false, 0_usize); DEPTH_LIMIT], 0);
    let mut bytes = text.as_bytes();
    while let Some((byte, rest)) = bytes.split_first() {
        bytes = rest;
        match byte {
            b'[' | b'{' => {
                let Some(container) = open.get_mut(depth) else { return cost };
                *container = (*byte == b'[', usize::from(*byte == b'['));
                depth += 1;
                let is_empty = rest.trim_ascii_start().first() == Some(&b']');
                cost += if *byte == b'{' || is_empty { 0 } else { element_cost(0, size_of::<Value>()) };
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_string(rest);
                bytes = &rest[end..];
                cost += end + ALLOCATION;
            }
            b',' | b':' => match open.get_mut(depth.wrapping_sub(1)) {
                Some((is_list, count)) if *is_list == (*byte == b',') => {
                    cost += if *is_list {
                        element_cost(*count, size_of::<Value>())
                    } else {
                        entry_cost::<Value>(*count)
                    };
                    *count += 1;
                }
                _ => {}
            },
            _ => {}
        }
    }
    cost
}

/// The position after the closing quote.
fn end_of_string(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match text.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_bound_holds_for_the_smallest_values() {
        for unit in ["[[]],", "{\"\":{\"\":{\"\":0}}},", "[],", "{\"\":0},", "{},", "0,", "\"\","] {
            let cost = value_cost(&unit.repeat(1000));
            assert!(cost <= unit.len() * 1000 * MOST_PER_BYTE, "{unit}: {cost}");
        }
        assert_eq!(value_cost(r#""a\"{[:,""#), 8 + ALLOCATION);
        assert_eq!(value_cost("[1, [2, 3], [], {}]"), 2 * element_cost(0, size_of::<Value>()));
    }
}
