//! Settings from environment variables.

use std::ffi::OsString;

use crate::error::Error;

/// The value of the first variable that is set and not empty.
///
/// # Errors
/// When that variable is not valid Unicode; the message names the variable and not the value.
pub(crate) fn first_set(
    variables: &[&str],
    read: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Option<String>, Error> {
    for variable in variables {
        let Some(value) = read(variable).filter(|value| !value.is_empty()) else {
            continue;
        };
        return match value.into_string() {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                Err(Error::configuration(format!("the environment variable {variable} is not valid Unicode")))
            }
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str) -> Option<OsString> {
        match name {
            "FIRST" => Some(OsString::new()),
            "SECOND" => Some(OsString::from("two")),
            "THIRD" => Some(OsString::from("three")),
            _ => None,
        }
    }

    #[test]
    fn an_empty_variable_is_passed_over() {
        let found = first_set(&["MISSING", "FIRST", "SECOND", "THIRD"], &environment).unwrap();
        assert_eq!(found.as_deref(), Some("two"));
    }

    #[test]
    fn nothing_set_is_none() {
        assert_eq!(first_set(&["MISSING", "FIRST"], &environment).unwrap(), None);
    }
}
