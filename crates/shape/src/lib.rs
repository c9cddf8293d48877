//! `#[derive(Shaped)]`: what a question's type takes, read from its fields, its doc comments and its serde attributes.
//!
//! The type stays the one definition. The derive only tells it in a form that can be shown, searched and compared with a
//! question that could not be read.

mod attributes;

use attributes::{Attributes, snake_case};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Ident, Type, parse_macro_input};

/// Derives `cocket_base::shape::Shaped`.
#[proc_macro_derive(Shaped, attributes(shape, serde))]
pub fn shaped(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<TokenStream, Error> {
    let name = &input.ident;
    let own = Attributes::read(&input.attrs)?;
    let shape = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields_shape(fields, &own)?,
            other => return Err(Error::new_spanned(other, "a question has named fields")),
        },
        Data::Enum(data) if own.tag.is_some() => kinds_shape(data, &own)?,
        Data::Enum(data) => words_shape(data, &own)?,
        Data::Union(_) => return Err(Error::new_spanned(name, "a union is no question")),
    };
    Ok(quote! {
        impl ::cocket_base::shape::Shaped for #name {
            const SHAPE: ::cocket_base::shape::Shape = #shape;
        }
    })
}

/// An object with these fields.
fn fields_shape(fields: &FieldsNamed, own: &Attributes) -> Result<TokenStream, Error> {
    let mut told = Vec::new();
    for field in &fields.named {
        let said = Attributes::read(&field.attrs)?;
        if said.skip {
            continue;
        }
        let Some(ident) = &field.ident else { continue };
        let name = said.rename.clone().unwrap_or_else(|| plain(ident));
        let needed = !(said.default || own.default || is_option(&field.ty));
        let (others, meaning, flat, ty) = (&said.aliases, &said.doc, said.flatten, &field.ty);
        let table = match &said.table {
            Some(table) => quote!(::core::option::Option::Some(#table)),
            None => quote!(::core::option::Option::None),
        };
        told.push(quote! {
            ::cocket_base::shape::Field {
                name: #name,
                others: &[#(#others),*],
                meaning: #meaning,
                shape: <#ty as ::cocket_base::shape::Shaped>::SHAPE,
                needed: #needed,
                flat: #flat,
                table: #table,
            }
        });
    }
    Ok(quote! {{
        fn fields() -> &'static [::cocket_base::shape::Field] {
            const { &[#(#told),*] }
        }
        ::cocket_base::shape::Shape::Fields(fields)
    }})
}

/// A closed list of words.
fn words_shape(data: &DataEnum, own: &Attributes) -> Result<TokenStream, Error> {
    let mut words = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(
                variant,
                "a word of a closed list holds nothing; or give serde's tag",
            ));
        }
        let said = Attributes::read(&variant.attrs)?;
        let word = variant_name(&variant.ident, &said, own)?;
        let meaning = &said.doc;
        words.push(quote!(::cocket_base::shape::Word { word: #word, meaning: #meaning }));
    }
    Ok(quote!(::cocket_base::shape::Shape::Words(&[#(#words),*])))
}

/// Several kinds of object, told apart by a tag.
fn kinds_shape(data: &DataEnum, own: &Attributes) -> Result<TokenStream, Error> {
    let tag = &own.tag;
    let mut kinds = Vec::new();
    for variant in &data.variants {
        let said = Attributes::read(&variant.attrs)?;
        let (name, meaning) = (variant_name(&variant.ident, &said, own)?, &said.doc);
        let shape = match &variant.fields {
            Fields::Named(fields) => fields_shape(fields, &Attributes::default())?,
            Fields::Unnamed(fields) => match fields.unnamed.first() {
                Some(field) if fields.unnamed.len() == 1 => {
                    let ty = &field.ty;
                    quote!(<#ty as ::cocket_base::shape::Shaped>::SHAPE)
                }
                _ => return Err(Error::new_spanned(variant, "a kind holds one type, or named fields")),
            },
            Fields::Unit => quote!(::cocket_base::shape::Shape::NOTHING),
        };
        kinds.push(quote! {
            ::cocket_base::shape::Kind { name: #name, meaning: #meaning, shape: #shape }
        });
    }
    Ok(quote! {{
        fn kinds() -> &'static [::cocket_base::shape::Kind] {
            const { &[#(#kinds),*] }
        }
        ::cocket_base::shape::Shape::Kinds { tag: #tag, kinds }
    }})
}

fn variant_name(ident: &Ident, said: &Attributes, own: &Attributes) -> Result<String, Error> {
    match (&said.rename, own.rename_all.as_deref()) {
        (Some(name), _) => Ok(name.clone()),
        (None, Some("snake_case")) => Ok(snake_case(&plain(ident))),
        (None, Some("lowercase")) => Ok(plain(ident).to_lowercase()),
        (None, Some(other)) => Err(Error::new_spanned(ident, format!("names in {other} are not read here"))),
        (None, None) => Ok(plain(ident)),
    }
}

fn plain(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(String::from).unwrap_or(text)
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}
