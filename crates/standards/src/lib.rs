//! Standards as data: catalogues and policy packs
