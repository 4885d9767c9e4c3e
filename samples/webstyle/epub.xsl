<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- EPUB 3. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="http://docbook.org/ns/docbook" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:svg="http://www.w3.org/2000/svg" exclude-result-prefixes="d svg">
  <xsl:import href="/usr/share/xml/docbook/stylesheet/docbook-xsl-ns/epub3/chunk.xsl"/>
  <xsl:include href="common.xsl"/>
  <xsl:param name="epub.include.optional.metadata.dc.elements" select="1"/>

  <!-- A page has the property svg when a drawing is in it, in a file or (charts, which DocBook's style sheets do not count) in the page itself. -->
  <xsl:template name="svg.property">
    <xsl:param name="this.chunk" select="."/>
    <xsl:variable name="id" select="generate-id($this.chunk)"/>
    <xsl:if test="$this.chunk//d:imagedata[svg:svg or contains(substring(@fileref, string-length(@fileref) - 3), '.svg')][generate-id(ancestor::*[self::d:book or
        self::d:part or self::d:preface or self::d:chapter or self::d:appendix or self::d:glossary or self::d:bibliography or self::d:index or self::d:colophon][1]) = $id]">
      <xsl:text>svg</xsl:text>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
