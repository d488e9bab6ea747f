//! Recognizes code that is only compiled for tests, which the checks ignore.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Whether an item with these attributes is only compiled for tests.
pub fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = || attribute.parse_args::<Meta>().is_ok_and(|condition| needs_test(&condition));
        attribute.path().is_ident("test") || (attribute.path().is_ident("cfg") && condition())
    })
}

/// Whether a `cfg` condition holds only in test builds.
fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let parts = parts.unwrap_or_default();
            let is_all = list.path.is_ident("all");
            let is_any = list.path.is_ident("any") && !parts.is_empty();
            (is_all && parts.iter().any(needs_test)) || (is_any && parts.iter().all(needs_test))
        }
        Meta::NameValue(_) => false,
    }
}

#[test]
fn test_only_conditions_are_recognized() {
    let is_test_only = |attribute: Attribute| is_test_only(&[attribute]);
    assert!(is_test_only(syn::parse_quote!(#[test])));
    assert!(is_test_only(syn::parse_quote!(#[cfg(test)])));
    assert!(is_test_only(syn::parse_quote!(#[cfg(all(feature = "a", test))])));
    assert!(is_test_only(syn::parse_quote!(#[cfg(any(test, all(test, unix)))])));
    assert!(!is_test_only(syn::parse_quote!(#[cfg(any(test, feature = "a"))])));
    assert!(!is_test_only(syn::parse_quote!(#[cfg(not(test))])));
    assert!(!is_test_only(syn::parse_quote!(#[cfg(all(not(test), unix))])));
    assert!(!is_test_only(syn::parse_quote!(#[cfg(true)])));
}
