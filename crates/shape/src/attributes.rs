//! The attributes that change what a question looks like: serde's, and our own `shape`.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta, Token};

/// What the attributes of a type, a field or a variant say.
#[derive(Default)]
pub(crate) struct Attributes {
    pub doc: String,
    pub rename: Option<String>,
    pub rename_all: Option<String>,
    pub aliases: Vec<String>,
    pub tag: Option<String>,
    pub table: Option<String>,
    pub default: bool,
    pub flatten: bool,
    pub skip: bool,
}

impl Attributes {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Attributes, Error> {
        let mut said = Attributes::default();
        for attribute in attributes {
            if attribute.path().is_ident("doc") {
                said.doc(attribute);
            } else if attribute.path().is_ident("serde") {
                attribute.parse_nested_meta(|meta| said.serde(&meta))?;
            } else if attribute.path().is_ident("shape") {
                attribute.parse_nested_meta(|meta| said.shape(&meta))?;
            }
        }
        Ok(said)
    }

    fn doc(&mut self, attribute: &Attribute) {
        let Meta::NameValue(pair) = &attribute.meta else { return };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return };
        let line = text.value();
        if !self.doc.is_empty() && !line.trim().is_empty() {
            self.doc.push(' ');
        }
        self.doc.push_str(line.trim());
    }

    fn serde(&mut self, meta: &ParseNestedMeta<'_>) -> Result<(), Error> {
        let is = |name: &str| meta.path.is_ident(name);
        if is("rename") {
            self.rename = Some(text(meta)?);
        } else if is("rename_all") {
            self.rename_all = Some(text(meta)?);
        } else if is("alias") {
            self.aliases.push(text(meta)?);
        } else if is("tag") {
            self.tag = Some(text(meta)?);
        } else if is("default") {
            self.default = true;
            passed_over(meta)?;
        } else if is("flatten") {
            self.flatten = true;
        } else if is("skip") || is("skip_deserializing") {
            self.skip = true;
        } else {
            passed_over(meta)?;
        }
        Ok(())
    }

    fn shape(&mut self, meta: &ParseNestedMeta<'_>) -> Result<(), Error> {
        if !meta.path.is_ident("table") {
            return Err(meta.error("shape knows: table"));
        }
        self.table = Some(text(meta)?);
        Ok(())
    }
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<String, Error> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

/// A value that says nothing about the shape.
fn passed_over(meta: &ParseNestedMeta<'_>) -> Result<(), Error> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.parse_nested_meta(|inner| passed_over(&inner))?;
    }
    Ok(())
}

/// `FirstSale` as `first_sale`, the way serde writes it.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn attributes_of_serde_and_the_doc_comment_are_read() {
        let field: syn::Field = parse_quote! {
            /// The kind,
            /// in a word.
            #[serde(default = "yes", alias = "value", skip_serializing_if = "Option::is_none")]
            #[shape(table = "charge_kinds")]
            kind: Option<String>
        };
        let said = Attributes::read(&field.attrs).unwrap();
        assert_eq!(said.doc, "The kind, in a word.");
        assert!(said.default && !said.flatten && !said.skip);
        assert_eq!((said.aliases, said.table), (vec!["value".to_string()], Some("charge_kinds".into())));
        let wrong: syn::Field = parse_quote!(#[shape(tabel = "x")] kind: String);
        assert!(Attributes::read(&wrong.attrs).is_err());
    }

    #[test]
    fn names_are_written_as_serde_writes_them() {
        assert_eq!(
            ["FirstSale", "Mid", "InBondNumber"].map(snake_case),
            ["first_sale", "mid", "in_bond_number"]
        );
    }
}
