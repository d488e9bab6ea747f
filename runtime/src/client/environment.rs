//! Reading settings from environment variables.

use std::ffi::OsString;

use crate::error::Error;

/// Returns the value of the first variable that is set and not empty.
///
/// # Errors
///
/// Returns an error if that variable is not valid Unicode. The message contains its name but not its value.
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
                Err(Error::configuration(format!("environment variable `{variable}` is not valid Unicode")))
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
    fn empty_variables_are_skipped() {
        let found = first_set(&["MISSING", "FIRST", "SECOND", "THIRD"], &environment).unwrap();
        assert_eq!(found.as_deref(), Some("two"));
    }

    #[test]
    fn no_variable_set_is_none() {
        assert_eq!(first_set(&["MISSING", "FIRST"], &environment).unwrap(), None);
    }
}
