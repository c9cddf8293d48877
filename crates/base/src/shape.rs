//! What a question's types take: fields with their meaning, closed lists with their words, forms with an example.
//!
//! A type tells it with `#[derive(Shaped)]` (crate `shape`), from its doc comments; values of other shapes tell it here. Who
//! shows, searches or checks questions reads this and never keeps a list of its own.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::ids::{Country, PortCode, TariffNumber};
use crate::{Cents, Currency, Dollars, Explain, Figure, Unit};

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text of a form of its own.
    Written {
        /// The form, as in `a tariff number`.
        form: &'static str,
        /// As it may be written.
        example: &'static str,
    },
    /// True or false.
    Flag,
    /// A whole number.
    Whole,
    /// A number, as text or JSON number.
    Figure,
    /// A number, or a text of another form, as in `5%`.
    Sum {
        /// The form.
        form: &'static str,
        /// As it may be written.
        example: &'static str,
    },
    /// A date.
    Day,
    /// One of these words.
    Words(&'static [Word]),
    /// Several.
    List(&'static Shape),
    /// Several, each under a name of its own.
    Named(&'static Shape),
    /// An object.
    Fields(fn() -> &'static [Field]),
    /// One of several objects, told apart by a word.
    Kinds {
        /// The key of that word.
        tag: &'static str,
        /// The kinds.
        kinds: fn() -> &'static [Kind],
    },
    /// Whatever the rule asked for takes.
    Any,
}

impl Shape {
    /// An object without fields.
    pub const NOTHING: Shape = Shape::Fields(|| &[]);
}

/// A word of a closed list.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// As it is written.
    pub word: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// Other keys that are taken for it.
    pub others: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What it must be.
    pub shape: Shape,
    /// It cannot be left out.
    pub needed: bool,
    /// Its own fields stand beside it, not below.
    pub flat: bool,
    /// The table of the law pack in which its words stand.
    pub table: Option<&'static str>,
}

/// A kind of object.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its word.
    pub name: &'static str,
    /// What it is about.
    pub meaning: &'static str,
    /// Its fields.
    pub shape: Shape,
}

/// A type whose values have a known shape.
pub trait Shaped {
    /// The shape.
    const SHAPE: Shape;
}

impl<T: Shaped> Shaped for Option<T> {
    const SHAPE: Shape = T::SHAPE;
}

impl<T: Shaped> Shaped for Box<T> {
    const SHAPE: Shape = T::SHAPE;
}

impl<T: Shaped> Shaped for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

impl<T: Shaped> Shaped for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Named(&T::SHAPE);
}

macro_rules! shapes {
    ($($type:ty => $shape:expr;)*) => {
        $(impl Shaped for $type {
            const SHAPE: Shape = $shape;
        })*
    };
}

shapes! {
    String => Shape::Text;
    bool => Shape::Flag;
    u8 => Shape::Whole;
    u32 => Shape::Whole;
    u64 => Shape::Whole;
    Decimal => Shape::Figure;
    Figure => Shape::Figure;
    Date => Shape::Day;
    Cents => Shape::Sum { form: "an amount in US dollars", example: "67400.00" };
    Dollars => Shape::Whole;
    Currency => Shape::Written { form: "a currency by three letters", example: "EUR" };
    Country => Shape::Written { form: "a country by two letters", example: "VN" };
    TariffNumber => Shape::Written { form: "a tariff number, with or without dots", example: "6911.10.58.00" };
    PortCode => Shape::Written { form: "a port by its four digits", example: "2704" };
    Unit => Shape::Written { form: "a unit in a spelling of the tariff", example: "kg" };
    Explain => Shape::Sum { form: "true or false, or for whom: client or colleague", example: "client" };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shaped;

    /// A question of the tests.
    #[derive(Shaped)]
    #[allow(dead_code, reason = "only its shape is read")]
    struct Ask {
        /// Echoed.
        id: String,
        /// How it goes.
        #[serde(default, alias = "by")]
        way: Way,
        /// What it was made of.
        #[shape(table = "stuff")]
        parts: Vec<Ask>,
        /// More.
        #[serde(flatten)]
        more: More,
        /// Left out at will.
        weight: Option<Decimal>,
    }

    /// A closed list.
    #[derive(Shaped)]
    #[serde(rename_all = "snake_case")]
    #[allow(dead_code, reason = "only its shape is read")]
    enum Way {
        /// By air.
        InTheAir,
        /// By water.
        Vessel,
    }

    /// Two kinds.
    #[derive(Shaped)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    #[allow(dead_code, reason = "only its shape is read")]
    enum More {
        /// Nothing else.
        Nothing,
        /// So many.
        Some {
            /// How many.
            units: u64,
        },
    }

    #[test]
    fn a_type_tells_its_fields_words_and_kinds() {
        let Shape::Fields(fields) = Ask::SHAPE else { panic!("an object") };
        let [id, way, parts, more, weight] = fields() else { panic!("five fields") };
        assert_eq!((id.name, id.meaning, id.needed), ("id", "Echoed.", true));
        assert_eq!((way.needed, way.others), (false, &["by"][..]));
        let Shape::Words([air, vessel]) = way.shape else { panic!("two words") };
        assert_eq!((air.word, vessel.word, vessel.meaning), ("in_the_air", "vessel", "By water."));
        assert!(matches!(parts.shape, Shape::List(Shape::Fields(_))) && parts.table == Some("stuff"));
        assert!(more.flat && !weight.needed);
        let Shape::Kinds { tag: "kind", kinds } = more.shape else { panic!("kinds") };
        let names: Vec<&str> = kinds().iter().map(|kind| kind.name).collect();
        assert_eq!(names, ["nothing", "some"]);
        assert!(matches!(kinds()[1].shape, Shape::Fields(fields) if fields()[0].name == "units"));
    }
}
