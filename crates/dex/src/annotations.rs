//! Annotations of classes, fields and methods.
//!
//! Source: `annotations_directory_item`, `annotation_set_item` and `annotation_item` of the DEX format documentation.

use std::iter::FusedIterator;

use cursor::{ParseError, Reader};

use crate::value::{self, Budget, EncodedValue};
use crate::{Area, Dex, FieldIdx, MethodIdx, StringIdx, TypeIdx};

/// Values that one annotation may hold; Kotlin's metadata has a few thousand.
const MAX_VALUES: u32 = 1 << 16;

/// Members looked through one after the other when their table is out of order, which ART refuses.
const MAX_UNSORTED: usize = 1024;

/// Annotations of one class and its members. Parameter annotations are not read.
#[derive(Debug, Clone)]
pub struct Annotations<'a> {
    area: Area<'a>,
    class: u32,
    fields: &'a [[u8; 8]],
    methods: &'a [[u8; 8]],
    error: Option<ParseError>,
}

impl<'a> Annotations<'a> {
    const NONE: Self = Self { area: Area::EMPTY, class: 0, fields: &[], methods: &[], error: None };

    pub(crate) fn at(dex: &Dex<'a>, offset: u32) -> Self {
        if offset == 0 {
            return Self::NONE;
        }
        let opened = Self { area: dex.area(), ..Self::NONE };
        opened.clone().open(offset).unwrap_or_else(|error| Self { error: Some(error), ..opened })
    }

    fn open(self, offset: u32) -> Result<Self, ParseError> {
        let mut reader = self.area.at(offset, "annotations directory")?;
        let class = reader.u32_le("class annotations offset")?;
        let fields = reader.u32_le("annotated fields")?;
        let methods = reader.u32_le("annotated methods")?;
        reader.u32_le("annotated parameters")?;
        let fields = entries(&mut reader, fields, "annotated fields")?;
        let methods = entries(&mut reader, methods, "annotated methods")?;
        Ok(Self { class, fields, methods, ..self })
    }

    /// Why the directory could not be read.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    /// Annotations of the class itself.
    pub fn on_class(&self) -> AnnotationSet<'a> {
        AnnotationSet::at(self.area, self.class)
    }

    /// Annotations of one field.
    pub fn on_field(&self, field: FieldIdx) -> AnnotationSet<'a> {
        AnnotationSet::at(self.area, find(self.fields, field.0))
    }

    /// Annotations of one method.
    pub fn on_method(&self, method: MethodIdx) -> AnnotationSet<'a> {
        AnnotationSet::at(self.area, find(self.methods, method.0))
    }

    /// Every annotated field.
    pub fn fields(&self) -> impl Iterator<Item = (FieldIdx, AnnotationSet<'a>)> + use<'a> {
        let area = self.area;
        self.fields.iter().map(member).map(move |(idx, set)| (FieldIdx(idx), AnnotationSet::at(area, set)))
    }

    /// Every annotated method.
    pub fn methods(&self) -> impl Iterator<Item = (MethodIdx, AnnotationSet<'a>)> + use<'a> {
        let area = self.area;
        self.methods.iter().map(member).map(move |(idx, set)| (MethodIdx(idx), AnnotationSet::at(area, set)))
    }

    /// Spends the bytes that looking at every annotation touches; false when they were not granted.
    pub(crate) fn costs(&self, spend: &mut impl FnMut(u64) -> bool) -> bool {
        let sets = self.fields.iter().chain(self.methods).map(member).map(|(_, set)| set);
        sets.chain([self.class]).filter(|set| *set != 0).all(|set| {
            let items = AnnotationSet::at(self.area, set).items.len();
            spend((items as u64).saturating_mul(8).saturating_add(8))
        })
    }
}

/// Members with their sets, cut to what the data holds.
fn entries<'a>(reader: &mut Reader<'a>, count: u32, what: &'static str) -> Result<&'a [[u8; 8]], ParseError> {
    let bytes = usize::try_from(u64::from(count).saturating_mul(8)).unwrap_or(usize::MAX);
    Ok(reader.bytes(bytes, what)?.as_chunks::<8>().0)
}

/// Index of a member and offset of its set.
fn member(entry: &[u8; 8]) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = *entry;
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

/// Offset of the set of one member, zero when it has none. The format demands rising indexes.
fn find(entries: &[[u8; 8]], idx: u32) -> u32 {
    let found = match entries.binary_search_by_key(&idx, |entry| member(entry).0) {
        Ok(at) => entries.get(at),
        Err(_) => entries.iter().take(MAX_UNSORTED).find(|entry| member(entry).0 == idx),
    };
    found.map_or(0, |entry| member(entry).1)
}

/// Annotations of one element. Ends after its first error.
#[derive(Debug, Clone)]
pub struct AnnotationSet<'a> {
    area: Area<'a>,
    items: std::slice::Iter<'a, [u8; 4]>,
    error: Option<ParseError>,
}

/// Who sees an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Kept for tools.
    Build,
    /// Readable by the app itself.
    Runtime,
    /// Written by the compiler for the runtime, such as `dalvik.annotation.Throws`.
    System,
    /// A byte the specification does not name.
    Unknown(u8),
}

/// One annotation: `annotation_item`.
#[derive(Debug, Clone)]
pub struct Annotation<'a> {
    /// Who sees it.
    pub visibility: Visibility,
    /// Its class, for example `Landroid/webkit/JavascriptInterface;`.
    pub type_: TypeIdx,
    /// Its elements, read when asked for.
    pub elements: Elements<'a>,
}

impl<'a> AnnotationSet<'a> {
    fn at(area: Area<'a>, offset: u32) -> Self {
        let none = Self { area, items: [].iter(), error: None };
        if offset == 0 {
            return none;
        }
        match Self::open(area, offset) {
            Ok(items) => Self { items, ..none },
            Err(error) => Self { error: Some(error), ..none },
        }
    }

    fn open(area: Area<'a>, offset: u32) -> Result<std::slice::Iter<'a, [u8; 4]>, ParseError> {
        let mut reader = area.at(offset, "annotation set")?;
        let count = reader.u32_le("annotation set size")?;
        let bytes = usize::try_from(u64::from(count).saturating_mul(4)).unwrap_or(usize::MAX);
        Ok(reader.bytes(bytes, "annotation set")?.as_chunks::<4>().0.iter())
    }

    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    fn read(&self, item: [u8; 4]) -> Result<Annotation<'a>, ParseError> {
        let mut reader = self.area.at(u32::from_le_bytes(item), "annotation")?;
        let visibility = match reader.u8("annotation visibility")? {
            0 => Visibility::Build,
            1 => Visibility::Runtime,
            2 => Visibility::System,
            other => Visibility::Unknown(other),
        };
        let (type_, elements) = Elements::open(&mut reader)?;
        Ok(Annotation { visibility, type_, elements })
    }
}

impl<'a> Iterator for AnnotationSet<'a> {
    type Item = Annotation<'a>;

    fn next(&mut self) -> Option<Annotation<'a>> {
        let item = *self.items.next()?;
        match self.read(item) {
            Ok(annotation) => Some(annotation),
            Err(error) => {
                self.items = [].iter();
                self.error = Some(error);
                None
            }
        }
    }
}

impl FusedIterator for AnnotationSet<'_> {}

/// Elements of an annotation: name and value. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    reader: Reader<'a>,
    left: u32,
    budget: Budget,
    error: Option<ParseError>,
}

impl<'a> Elements<'a> {
    /// Reads the head of an `encoded_annotation` and leaves the reader at the first element.
    pub(crate) fn open(reader: &mut Reader<'a>) -> Result<(TypeIdx, Self), ParseError> {
        let type_ = TypeIdx(reader.uleb128("annotation type")?);
        let left = reader.uleb128("annotation elements")?;
        Ok((type_, Self { reader: reader.clone(), left, budget: Budget::new(MAX_VALUES), error: None }))
    }

    pub(crate) fn left(&self) -> u32 {
        self.left
    }

    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    fn read(&mut self) -> Result<(StringIdx, EncodedValue<'a>), ParseError> {
        let name = StringIdx(self.reader.uleb128("element name")?);
        Ok((name, value::read(&mut self.reader, &mut self.budget)?))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (StringIdx, EncodedValue<'a>);

    fn next(&mut self) -> Option<(StringIdx, EncodedValue<'a>)> {
        self.left = self.left.checked_sub(1)?;
        match self.read() {
            Ok(element) => Some(element),
            Err(error) => {
                self.left = 0;
                self.error = Some(error);
                None
            }
        }
    }
}

impl FusedIterator for Elements<'_> {}
