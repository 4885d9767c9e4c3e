<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- EPUB 3. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="http://docbook.org/ns/docbook" xmlns="http://www.w3.org/1999/xhtml"
    exclude-result-prefixes="d">
  <xsl:import href="/usr/share/xml/docbook/stylesheet/docbook-xsl-ns/epub3/chunk.xsl"/>
  <xsl:include href="common.xsl"/>
  <xsl:param name="epub.include.optional.metadata.dc.elements" select="1"/>
</xsl:stylesheet>
