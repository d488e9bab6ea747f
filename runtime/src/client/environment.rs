//! Reading settings from environment variables.

use std::ffi::OsString;

use crate::error::Error;

/// The value of an environment variable, with its name for error messages.
#[derive(Debug, PartialEq)]
pub(crate) struct Variable<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: String,
}

impl Variable<'_> {
    /// Adds the name of the variable to a problem with its value, and what is often wrong with such values. The message
    /// does not contain the value.
    pub(crate) fn error(&self, problem: &str) -> Error {
        let hint = match slip(&self.value) {
            Some(hint) if !problem.contains("whitespace") => format!("; {hint}"),
            Some(_) | None => String::new(),
        };
        Error::configuration(format!("environment variable `{}`: {problem}{hint}", self.name))
    }
}

/// Returns what was probably added to a value by mistake: whitespace or quotes around it.
pub(crate) fn slip(value: &str) -> Option<&'static str> {
    let is_quoted = |quote: char| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    if value.trim().is_empty() {
        Some("the value is only whitespace")
    } else if value.ends_with(['\n', '\r']) {
        Some("the value ends with a newline, which is whitespace that is often left from a file")
    } else if value.ends_with(char::is_whitespace) {
        Some("the value ends with whitespace")
    } else if value.starts_with(char::is_whitespace) {
        Some("the value starts with whitespace")
    } else if is_quoted('"') || is_quoted('\'') {
        Some("the value is in quotes, which are part of it")
    } else if value.contains(char::is_whitespace) {
        Some("the value contains whitespace")
    } else {
        None
    }
}

/// Returns the first variable that is set and not empty.
///
/// # Errors
///
/// Returns an error if that variable is not valid Unicode. The message contains its name but not its value.
pub(crate) fn first_set<'a>(
    variables: &[&'a str],
    read: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Option<Variable<'a>>, Error> {
    for name in variables {
        let Some(value) = read(name).filter(|value| !value.is_empty()) else {
            continue;
        };
        return match value.into_string() {
            Ok(value) => Ok(Some(Variable { name, value })),
            Err(_) => {
                Err(Error::configuration(format!("environment variable `{name}` is not valid Unicode")))
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
        assert_eq!(found, Some(Variable { name: "SECOND", value: "two".to_owned() }));
    }

    #[test]
    fn no_variable_set_is_none() {
        assert_eq!(first_set(&["MISSING", "FIRST"], &environment).unwrap(), None);
    }

    #[test]
    fn slips_are_recognized() {
        for (value, hint) in [
            ("\n", "only whitespace"),
            ("x\r\n", "ends with a newline"),
            ("x ", "ends with whitespace"),
            ("\tx", "starts with whitespace"),
            ("\"x\"", "in quotes"),
            ("'x'", "in quotes"),
            ("x y", "contains whitespace"),
        ] {
            assert!(slip(value).unwrap().contains(hint), "{value:?}");
        }
        assert_eq!(slip("x\"y"), None);
    }
}
