package io.atalaya.collect.discover;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an XML answer. No document type is read, so no entity can lead anywhere.
 *
 * @param name without its namespace
 * @param text what stands directly in it
 */
record XmlTree(String name, String text, List<XmlTree> children) {
  private static final int MAX_DEPTH = 64;

  static XmlTree parse(byte[] bytes) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      in.nextTag();
      return element(in, 0);
    } catch (XMLStreamException e) {
      throw new IOException("the answer is no XML: " + e.getMessage(), e);
    }
  }

  private static XmlTree element(XMLStreamReader in, int depth)
      throws XMLStreamException, IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("the answer is nested too deep");
    }
    String name = in.getLocalName();
    StringBuilder text = new StringBuilder();
    List<XmlTree> children = new ArrayList<>();
    for (int event = in.next(); event != XMLStreamReader.END_ELEMENT; event = in.next()) {
      if (event == XMLStreamReader.START_ELEMENT) {
        children.add(element(in, depth + 1));
      } else if (in.hasText()) {
        text.append(in.getText());
      }
    }
    return new XmlTree(name, text.toString().strip(), children);
  }

  /** The text of a descendant; empty if there is none. */
  String text(String... path) {
    List<XmlTree> found = List.of(this);
    for (String step : path) {
      found = found.stream().flatMap(e -> e.all(step).stream()).limit(1).toList();
    }
    return found.isEmpty() ? "" : found.getFirst().text();
  }

  /** The children of a name. */
  List<XmlTree> all(String child) {
    return children.stream().filter(c -> c.name().equals(child)).toList();
  }

  /** The items of a list, as Amazon's answers hold them. */
  List<XmlTree> items(String list) {
    return all(list).stream().flatMap(l -> l.all("item").stream()).toList();
  }
}
