//! What a column of an invoice can hold.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Running number of the line.
    LineNo,
    /// Part number.
    Part,
    /// Description.
    Description,
    /// Quantity.
    Quantity,
    /// Unit of the quantity.
    Unit,
    /// Price per unit.
    UnitPrice,
    /// How many units the price is for.
    PricePer,
    /// Amount of the line.
    Amount,
    /// Currency of the line.
    Currency,
    /// Country of origin.
    Origin,
    /// Tariff number as the seller sees it.
    Hs,
    /// Net weight of the line.
    NetWeight,
    /// Gross weight of the line.
    GrossWeight,
    /// Number of packages.
    Packages,
    /// Marks or numbers of the packages.
    Marks,
    /// Discount of the line, in percent.
    DiscountPct,
    /// Contents in liters.
    Liters,
    /// Weight of the container of one unit.
    TareEach,
    /// Known and of no use here: orders, sizes, remarks.
    Ignored,
}

impl Role {
    /// Every role, in the order of the enumeration.
    pub const ALL: [Role; 19] = [
        Role::LineNo,
        Role::Part,
        Role::Description,
        Role::Quantity,
        Role::Unit,
        Role::UnitPrice,
        Role::PricePer,
        Role::Amount,
        Role::Currency,
        Role::Origin,
        Role::Hs,
        Role::NetWeight,
        Role::GrossWeight,
        Role::Packages,
        Role::Marks,
        Role::DiscountPct,
        Role::Liters,
        Role::TareEach,
        Role::Ignored,
    ];

    /// The name in files, as in `unit_price`.
    pub fn name(self) -> &'static str {
        match self {
            Role::LineNo => "line_no",
            Role::Part => "part",
            Role::Description => "description",
            Role::Quantity => "quantity",
            Role::Unit => "unit",
            Role::UnitPrice => "unit_price",
            Role::PricePer => "price_per",
            Role::Amount => "amount",
            Role::Currency => "currency",
            Role::Origin => "origin",
            Role::Hs => "hs",
            Role::NetWeight => "net_weight",
            Role::GrossWeight => "gross_weight",
            Role::Packages => "packages",
            Role::Marks => "marks",
            Role::DiscountPct => "discount_pct",
            Role::Liters => "liters",
            Role::TareEach => "tare_each",
            Role::Ignored => "ignored",
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// True when the column's cells are numbers.
    pub fn is_numeric(self) -> bool {
        use Role::{
            Amount, DiscountPct, GrossWeight, Liters, NetWeight, Packages, PricePer, Quantity, TareEach,
            UnitPrice,
        };
        matches!(
            self,
            Quantity
                | UnitPrice
                | PricePer
                | Amount
                | NetWeight
                | GrossWeight
                | Packages
                | DiscountPct
                | Liters
                | TareEach
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name().replace('_', " "))
    }
}
